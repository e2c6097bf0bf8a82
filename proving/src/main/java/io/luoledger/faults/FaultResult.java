package io.luoledger.faults;

import java.util.List;

/**
 * What came of one run.
 *
 * @param what was done to whom, and what told that it hit
 * @param events acknowledged, of all runs on this cluster
 * @param recoveryMillis from the moment when all was mended that somebody has to mend, until new events are acknowledged and
 *     the processors are through with everything that was before; -1 where it didn't come to that
 * @param restarts processes that ended by themselves and were started again
 */
record FaultResult(
        String kind,
        long seed,
        Outcome outcome,
        String what,
        long events,
        int lost,
        int doubled,
        boolean digestEqual,
        long recoveryMillis,
        List<String> restarts,
        List<String> problems) {
    /** How it ended. */
    enum Outcome {
        /** Nothing lost, nothing twice, the same states. */
        HELD,
        /** Something is lost, twice or otherwise. */
        FAILED,
        /** The product didn't come back by itself. */
        HUNG,
        /** Nothing was found out: the fault met no work in progress. */
        MISSED,
        /** Nothing was found out: the suite couldn't do its own work. */
        BROKEN
    }

    FaultResult {
        restarts = List.copyOf(restarts);
        problems = List.copyOf(problems);
    }

    /** Where nothing can be said of events. */
    static FaultResult without(FaultKind kind, long seed, Outcome outcome, String what, String problem) {
        return new FaultResult(kind.id(), seed, outcome, what, 0, 0, 0, false, -1, List.of(), List.of(problem));
    }

    /** The command that does it again. */
    String repeatedBy() {
        return "java -cp 'cli/target/luo-ledger-cli-0.1.0.jar:cli/target/lib/*' " + FaultSuite.class.getName()
                + " --kinds " + kind + " --seed " + seed + " --runs 1";
    }
}
