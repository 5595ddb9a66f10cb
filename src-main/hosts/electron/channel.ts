/** The one channel between window and desk. */
export const channel = 'driftdesk';
/** Where the window's page comes from. */
export const pageScheme = 'driftdesk';
export const pageHost = 'desk';
export const pageOrigin = `${pageScheme}://${pageHost}`;
