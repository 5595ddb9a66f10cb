import type { Reason } from '#shared/domain/proposal.ts';
import { at } from '../math/linear.ts';
import { percent, standing } from './name-case.ts';
import type { NameCase } from './name-case.ts';

/** Why a name moves, with the numbers that decided, as the end of a sentence. */
export function reasonWords(one: NameCase, reason: Reason): string {
  const { i, picture, settings } = one;
  switch (reason) {
    case 'CUT_SCORE':
      return `${standing(one)} is past rank ${settings.kSell} and under z ${settings.zCut.toFixed(2)}.`;
    case 'CUT_LOSER':
      return `its loss of ${(0 - at(picture.pnlBps, i)).toFixed(0)} bps is beyond ${settings.kAtr} average ranges of ${at(picture.atrPct, i).toFixed(2)} %.`;
    case 'CUT_DEAD_MONEY':
      return `held for ${at(picture.ageMin, i).toFixed(0)} of ${settings.tMaxMin} trading minutes with |z| under ${settings.zCut.toFixed(2)}.`;
    case 'TRIM_NAME':
      return `at most ${percent(settings.wMax)} in one name.`;
    case 'TRIM_SECTOR':
      return `at most ${percent(settings.sectorMax)} in ${picture.names[i]?.sector ?? 'its sector'}.`;
    case 'TRIM_GROSS':
      return `the book may hold ${percent(Math.min(settings.gross, settings.netMax))} at most.`;
    case 'ROTATE_GREEN':
    case 'ROTATE_RED':
      return one.wTar > one.wCur
        ? `${standing(one)} is better than a holding by more than the exchange costs.`
        : `${standing(one)} makes room for a better name${reason === 'ROTATE_GREEN' ? ', at a gain' : ', at a loss'}.`;
    case 'BUY_CASH':
      return `${standing(one)} is worth more than idle cash.`;
    case 'HEDGE_BETA':
      return 'it hedges the beta of the book.';
    case 'REBALANCE':
      return 'the whole book is worth most with it there, costs taken off.';
    case 'CUT_SCORE_SHORT':
      return `${standing(one)} is no longer among the ${settings.kSell} lowest, and over z ${(0 - settings.zCut).toFixed(2)}.`;
    case 'CUT_LOSER_SHORT':
    case 'CUT_DEAD_MONEY_SHORT':
    case 'TRIM_NAME_SHORT':
    case 'TRIM_SECTOR_SHORT':
      return reasonWords(one, longOf(reason));
    case 'TRIM_GROSS_SHORT':
      return `the short side may hold ${percent(settings.gross / 2)} at most.`;
    case 'ROTATE_GREEN_SHORT':
    case 'ROTATE_RED_SHORT':
      return one.wTar < one.wCur
        ? `${standing(one)} is a better short than another by more than the exchange costs.`
        : `${standing(one)} makes room for a better short${reason === 'ROTATE_GREEN_SHORT' ? ', at a gain' : ', at a loss'}.`;
    case 'BUY_CASH_SHORT':
      return `${standing(one)} is worth selling short.`;
    default:
      return reason satisfies never;
  }
}

type TwoSided = 'CUT_LOSER' | 'CUT_DEAD_MONEY' | 'TRIM_NAME' | 'TRIM_SECTOR';
const longOf = (reason: `${TwoSided}_SHORT`): TwoSided => reason.replace('_SHORT', '') as TwoSided;
