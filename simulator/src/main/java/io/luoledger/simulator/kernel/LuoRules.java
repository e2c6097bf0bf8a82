package io.luoledger.simulator.kernel;

/**
 * Where the Live Update Orchestrators of different releases differ in behaviour.
 *
 * @param refusesDoublePreserve whether a file that is preserved already is refused with EBUSY
 * @param cachesRetrieveError whether a failed retrieve is remembered and not tried again
 * @param hasGetName whether GET_NAME exists
 * @param checksSide whether an ioctl for the other kind of session is refused before it runs
 * @param rollbackForgetsData whether a thawed file's data is set to 0, so that it can't be unpreserved properly any more
 * @param maxSessions beyond it CREATE_SESSION is ENOMEM; 0: as many as blocks hold
 * @param maxFilesPerSession beyond it PRESERVE_FD is ENOSPC; 0: as many as blocks hold
 */
public record LuoRules(
        boolean refusesDoublePreserve,
        boolean cachesRetrieveError,
        boolean hasGetName,
        boolean checksSide,
        boolean rollbackForgetsData,
        int maxSessions,
        int maxFilesPerSession) {
    /** 6.19, as the orchestrator was merged: a session array of 16 pages, file arrays of two. */
    public static final LuoRules V6_19 = new LuoRules(false, false, false, true, true, 819, 128);

    /** 7.2 and 7.3. */
    public static final LuoRules V7 = new LuoRules(true, true, true, true, false, 0, 0);
}
