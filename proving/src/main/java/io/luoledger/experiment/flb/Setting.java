package io.luoledger.experiment.flb;

/**
 * Which model.
 *
 * @param refusesAfterFinish whether get_incoming() gives ENODATA once the FLB is finished; else it is retrieved again
 * @param neverAsked whether nobody asked for the FLB before, and the files' handler doesn't ask when they finish: any FLB, but not that of PCI,
 *     which every enumeration asks for
 */
public record Setting(Design design, boolean refusesAfterFinish, boolean neverAsked) {
    public Setting {
        if (!refusesAfterFinish && !design.mayRetrieveAgain()) {
            throw new IllegalArgumentException(design.word() + " is about an FLB that refuses");
        }
    }
}
