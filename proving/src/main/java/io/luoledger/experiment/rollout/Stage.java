package io.luoledger.experiment.rollout;

/**
 * How far a kernel is with one feature. A feature's data has two forms: the old one, without the feature, and the new one. Flags,
 * strings and versioned subtrees differ in how a kernel says which forms it writes; which forms it can read and writes is the same
 * ladder for all of them.
 *
 * <pre>
 *            reads      writes      flags               strings              subtrees
 * UNKNOWN    old        old         none                old string           /1
 * SUPPORTED  old, new   old         supp                profile "previous"   reads /2 too
 * ACTIVE     old, new   old or new  supp, active        -                    /1 and /2 (mixed)
 * REQUIRED   old, new   new         supp, active, req   profile "current"    /2 alone
 * ONLY       new        new         -                   old string dropped   /1 dropped
 * </pre>
 */
public enum Stage {
    /** The feature isn't there yet. */
    UNKNOWN(true, false, true, false),
    /** Read where it comes, not written. */
    SUPPORTED(true, true, true, false),
    /** Written so that who doesn't know it can still take the rest. */
    ACTIVE(true, true, true, true),
    /** Written so that only who knows it can take anything. */
    REQUIRED(true, true, false, true),
    /** What was written without it isn't read any more. */
    ONLY(false, true, false, true);

    private final boolean readsOld;
    private final boolean readsNew;
    private final boolean writesOld;
    private final boolean writesNew;

    Stage(boolean readsOld, boolean readsNew, boolean writesOld, boolean writesNew) {
        this.readsOld = readsOld;
        this.readsNew = readsNew;
        this.writesOld = writesOld;
        this.writesNew = writesNew;
    }

    boolean readsOld() {
        return readsOld;
    }

    /** Whether it knows the feature. */
    boolean readsNew() {
        return readsNew;
    }

    boolean writesOld() {
        return writesOld;
    }

    boolean writesNew() {
        return writesNew;
    }
}
