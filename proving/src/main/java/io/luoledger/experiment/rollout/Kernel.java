package io.luoledger.experiment.rollout;

import java.util.List;

/** One kernel of a roll-out: its stage with each feature. With another write profile it counts as another kernel. */
public final class Kernel {
    private final List<Stage> stages;
    // one bit a feature
    private final int readsOld;
    private final int readsNew;
    private final int writesOld;
    private final int writesNew;

    Kernel(List<Stage> stages) {
        this.stages = List.copyOf(stages);
        int[] forms = new int[4];
        for (int feature = 0; feature < stages.size(); feature++) {
            Stage stage = stages.get(feature);
            forms[0] |= bit(stage.readsOld(), feature);
            forms[1] |= bit(stage.readsNew(), feature);
            forms[2] |= bit(stage.writesOld(), feature);
            forms[3] |= bit(stage.writesNew(), feature);
        }
        readsOld = forms[0];
        readsNew = forms[1];
        writesOld = forms[2];
        writesNew = forms[3];
    }

    private static int bit(boolean set, int feature) {
        return set ? 1 << feature : 0;
    }

    public List<Stage> stages() {
        return stages;
    }

    /** The features that it knows. */
    int knows() {
        return readsNew;
    }

    /**
     * The features of which it writes the old form.
     *
     * @param held of which it has data
     */
    int writesOld(int held, Rule rule) {
        return rule.scheme().hasOneForm() ? writesOld & ~writesOn(held, rule) : writesOld;
    }

    /** The features that it writes. */
    int writesNew(int held, Rule rule) {
        return writesNew | writesOn(held, rule);
    }

    /** What it only writes because it holds it. */
    private int writesOn(int held, Rule rule) {
        return rule.carriesOn() ? held & readsNew & ~writesNew : 0;
    }

    /** The features for which it can read nothing of what a kernel wrote; 0: it takes the hand-over. */
    int refuses(int old, int fresh) {
        int all = (1 << stages.size()) - 1;
        return all & ~((old & readsOld) | (fresh & readsNew));
    }

    /** The features of which a host has data once it runs: what was handed over and known, and what its own workload begins to use. */
    int holds(int handedOver) {
        return (handedOver & readsNew) | writesNew;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kernel kernel && stages.equals(kernel.stages);
    }

    @Override
    public int hashCode() {
        return stages.hashCode();
    }

    @Override
    public String toString() {
        return stages.toString();
    }
}
