/** Reads placeOrder at server versions 177 and 178, in wire order; what the practice exchange does not use is skipped. */
import { readContract, type ContractQuery } from './contract-fields.ts';
import type { FieldReader } from './field-reader.ts';

export interface TagValue {
  readonly tag: string;
  readonly value: string;
}

export interface OrderRequest {
  readonly action: string;
  readonly quantity: number;
  readonly type: string;
  /** null: not given. */
  readonly limit: number | null;
  readonly aux: number | null;
  readonly tif: string;
  readonly ocaGroup: string;
  readonly account: string;
  readonly openClose: string;
  readonly origin: number;
  readonly orderRef: string;
  readonly transmit: boolean;
  readonly parentId: number;
  readonly outsideRth: boolean;
  readonly hidden: boolean;
  readonly displaySize: number | null;
  readonly goodAfterTime: string;
  readonly goodTillDate: string;
  readonly modelCode: string;
  readonly allOrNone: boolean;
  readonly minQty: number | null;
  readonly algoStrategy: string;
  readonly algoParams: readonly TagValue[];
  readonly whatIf: boolean;
  /** Conditions, hedges, scales or combination legs, none of which the practice exchange can do. */
  readonly isExotic: boolean;
}

export interface PlaceOrder {
  readonly topic: 'orders';
  readonly kind: 'place-order';
  readonly orderId: number;
  readonly contract: ContractQuery;
  readonly order: OrderRequest;
}

export function readPlaceOrder(fields: FieldReader): PlaceOrder {
  const orderId = fields.integer('orderId');
  const contract = readContract(fields);
  fields.skip(2, 'secId');
  const main = readMain(fields);
  const hasLegs = contract.secType.toUpperCase() === 'BAG' && skipLegs(fields);
  const extended = readExtended(fields);
  const attached = readAttached(fields);
  const algo = readAlgo(fields);
  const isConditional = skipTail(fields, main.type);
  return {
    topic: 'orders',
    kind: 'place-order',
    orderId,
    contract,
    order: { ...main, ...extended, ...algo, isExotic: hasLegs || attached || isConditional },
  };
}

function readMain(fields: FieldReader) {
  const main = {
    action: fields.text('action').toUpperCase(),
    quantity: fields.number('totalQuantity') ?? 0,
    type: fields.text('orderType').toUpperCase(),
    limit: fields.number('lmtPrice'),
    aux: fields.number('auxPrice'),
    tif: fields.text('tif').toUpperCase(),
    ocaGroup: fields.text('ocaGroup'),
    account: fields.text('account'),
    openClose: fields.text('openClose'),
    origin: fields.integer('origin'),
    orderRef: fields.text('orderRef'),
    transmit: fields.flag('transmit'),
    parentId: fields.integer('parentId'),
  };
  fields.skip(2, 'blockOrder, sweepToFill');
  const displaySize = fields.number('displaySize');
  fields.text('triggerMethod');
  return {
    ...main,
    displaySize,
    outsideRth: fields.flag('outsideRth'),
    hidden: fields.flag('hidden'),
  };
}

function skipLegs(fields: FieldReader): boolean {
  fields.skip(8 * fields.integer('comboLegs'), 'comboLeg');
  fields.skip(fields.integer('orderComboLegs'), 'legPrice');
  fields.skip(2 * fields.integer('smartComboRoutingParams'), 'routingParam');
  return true;
}

function readExtended(fields: FieldReader) {
  fields.skip(2, 'sharesAllocation, discretionaryAmt');
  const goodAfterTime = fields.text('goodAfterTime');
  const goodTillDate = fields.text('goodTillDate');
  fields.skip(3, 'faGroup, faMethod, faPercentage');
  const modelCode = fields.text('modelCode');
  fields.skip(6, 'shortSaleSlot … settlingFirm');
  const allOrNone = fields.flag('allOrNone');
  const minQty = fields.number('minQty');
  fields.skip(11, 'percentOffset … overridePercentageConstraints');
  return { goodAfterTime, goodTillDate, modelCode, allOrNone, minQty };
}

/** Volatility, scale, hedge and delta-neutral parts; true when one of them is in use. */
function readAttached(fields: FieldReader): boolean {
  const volatility = fields.number('volatility');
  fields.text('volatilityType');
  const deltaNeutralType = fields.text('deltaNeutralOrderType');
  fields.text('deltaNeutralAuxPrice');
  if (deltaNeutralType !== '') fields.skip(8, 'deltaNeutral');
  fields.skip(4, 'continuousUpdate … trailingPercent');
  fields.skip(2, 'scaleLevelSizes');
  const scaleIncrement = fields.number('scalePriceIncrement');
  if (scaleIncrement !== null && scaleIncrement > 0) fields.skip(7, 'scale');
  fields.skip(3, 'scaleTable, activeStartTime, activeStopTime');
  const hedgeType = fields.text('hedgeType');
  if (hedgeType !== '') fields.text('hedgeParam');
  fields.skip(4, 'optOutSmartRouting, clearingAccount, clearingIntent, notHeld');
  const isDeltaNeutral = fields.flag('deltaNeutralContract');
  if (isDeltaNeutral) fields.skip(3, 'deltaNeutralContract');
  return volatility !== null || scaleIncrement !== null || hedgeType !== '' || isDeltaNeutral;
}

function readAlgo(fields: FieldReader) {
  const algoStrategy = fields.text('algoStrategy');
  const algoParams: TagValue[] = [];
  if (algoStrategy !== '') {
    const count = fields.integer('algoParams');
    for (let i = 0; i < count; i += 1) {
      algoParams.push({ tag: fields.text('tag'), value: fields.text('value') });
    }
  }
  fields.text('algoId');
  return { algoStrategy, algoParams, whatIf: fields.flag('whatIf') };
}

/** From the options to the end, where nothing that counts here is found; true when there are conditions. */
function skipTail(fields: FieldReader, type: string): boolean {
  fields.skip(4, 'orderMiscOptions … randomizePrice');
  if (type === 'PEG BENCH') fields.skip(5, 'pegBench');
  const conditions = fields.integer('conditions');
  if (conditions > 0) return true;
  fields.skip(7, 'adjustedOrder');
  fields.skip(17, 'extOperator … manualOrderTime');
  return false;
}
