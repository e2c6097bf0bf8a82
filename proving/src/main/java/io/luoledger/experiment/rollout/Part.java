package io.luoledger.experiment.rollout;

import java.util.List;

/** One sentence of a roll-out rule. */
public enum Part {
    /** As the RFC has it for what the next kernel must have. */
    KNOWN_BEFORE_REQUIRED("no kernel writes only the new form before the LEAD releases ahead of it can read it") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return next.writesOld() || last(before, lead).stream().allMatch(Stage::readsNew);
        }
    },
    /** The same, where support may have been dropped again in between. */
    KNOWN_ONCE_BEFORE_REQUIRED("no kernel writes only the new form before some earlier release could read it") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return next.writesOld() || before.stream().anyMatch(Stage::readsNew);
        }
    },
    /** What the RFC doesn't ask for optional features. */
    KNOWN_BEFORE_WRITTEN("no kernel writes the new form at all before the LEAD releases ahead of it can read it") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return !next.writesNew() || last(before, lead).stream().allMatch(Stage::readsNew);
        }
    },
    SUPPORT_STAYS("what a release can read, later ones can") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return next.readsNew() || !before.getLast().readsNew();
        }
    },
    WRITTEN_STAYS("what a release writes, later ones write") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return next.writesNew() || !before.getLast().writesNew();
        }
    },
    OLD_READ_WHILE_WRITTEN("the old form is read until the LEAD releases ahead have all written the new one") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return next.readsOld() || last(before, lead).stream().allMatch(Stage::writesNew);
        }
    },
    /** Of the hosts, not of the kernels. */
    EVERY_RELEASE("every host runs every release") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return true;
        }
    },
    /** Of what a kernel does with data that it was handed, not of its place in the roll-out. */
    WRITES_ON("a kernel that holds a feature's data writes it, also where it doesn't begin to use it") {
        @Override
        boolean allows(List<Stage> before, Stage next, int lead) {
            return true;
        }
    };

    private final String says;

    Part(String says) {
        this.says = says;
    }

    /** Whether a feature that was at these stages, the first kernel's first, may be at that one next. */
    abstract boolean allows(List<Stage> before, Stage next, int lead);

    /** @param lead how many releases ahead */
    public String says(int lead) {
        return says.replace(
                        "the LEAD releases ahead of it",
                        lead == 1 ? "the release ahead of it" : "the " + lead + " releases ahead of it")
                .replace(
                        "the LEAD releases ahead have all",
                        lead == 1 ? "the release ahead has" : "the " + lead + " releases ahead have all");
    }

    private static List<Stage> last(List<Stage> stages, int count) {
        return stages.subList(Math.max(0, stages.size() - count), stages.size());
    }
}
