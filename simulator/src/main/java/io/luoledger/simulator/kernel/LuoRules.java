package io.luoledger.simulator.kernel;

/**
 * Where the Live Update Orchestrators of different releases differ in behaviour.
 *
 * @param refusesDoublePreserve whether a file that is preserved already is refused with EBUSY
 * @param cachesRetrieveError whether a failed retrieve is remembered and not tried again
 * @param hasGetName whether GET_NAME exists
 * @param checksSide whether an ioctl for the other kind of session is refused before it runs
 * @param maxSessions beyond it CREATE_SESSION is ENOMEM; 0: as many as blocks hold
 * @param maxFilesPerSession beyond it PRESERVE_FD is ENOSPC; 0: as many as blocks hold
 */
public record LuoRules(
        boolean refusesDoublePreserve,
        boolean cachesRetrieveError,
        boolean hasGetName,
        boolean checksSide,
        int maxSessions,
        int maxFilesPerSession) {
    /** 7.2 and 7.3. */
    public static final LuoRules V7 = new LuoRules(true, true, true, true, 0, 0);
}
