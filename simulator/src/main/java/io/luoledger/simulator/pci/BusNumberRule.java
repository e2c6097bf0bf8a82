package io.luoledger.simulator.pci;

/** Whether bridges keep the numbers they hold because functions were preserved. */
final class BusNumberRule {
    private final PciRules.Numbers rule;
    private final PreservedFunctions preserved;
    private boolean had;

    BusNumberRule(PciRules.Numbers rule, PreservedFunctions preserved) {
        this.rule = rule;
        this.preserved = preserved;
    }

    /**
     * What holds for the bridges of one bus, in one scan.
     *
     * @param inherits whether the command line's wish for new numbers is passed over
     * @param numbers whether a bridge without numbers may get some
     * @param higher whether only those that are higher than any that a bridge of the hierarchy holds
     */
    record OnBus(boolean inherits, boolean numbers, boolean higher) {
        OnBus(boolean inherits, boolean numbers) {
            this(inherits, numbers, false);
        }
    }

    /** What holds for a bus on which a preserved bridge lost its numbers, or none did. */
    OnBus on(boolean preservedLost) {
        had |= preserved.anyIncoming() || (rule == PciRules.Numbers.INHERIT_ONCE_PRESERVED && preserved.anyOutgoing());
        return switch (rule) {
            case ORDINARY -> new OnBus(false, true);
            case INHERIT_ALWAYS -> new OnBus(true, true);
            case INHERIT_WHILE_INCOMING -> keptWhile(preserved.anyIncoming());
            case INHERIT_WHILE_PRESERVED -> keptWhile(preserved.anyIncoming() || preserved.anyOutgoing());
            case INHERIT_ONCE_INCOMING -> new OnBus(had, !(had && preservedLost));
            case INHERIT_ONCE_INCOMING_ADD_HIGHER -> new OnBus(had, !(had && preservedLost), had);
            case INHERIT_ONCE_PRESERVED -> keptWhile(had);
        };
    }

    private static OnBus keptWhile(boolean any) {
        return new OnBus(any, !any);
    }
}
