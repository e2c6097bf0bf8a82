package io.luoledger.simulator.pci;

import java.util.List;

/** Whether bridges keep the numbers they hold because functions were preserved. */
final class BusNumberRule {
    private final PciRules.Numbers rule;
    private final PreservedFunctions preserved;
    private boolean had;

    BusNumberRule(PciRules.Numbers rule, PreservedFunctions preserved) {
        this.rule = rule;
        this.preserved = preserved;
    }

    /** What holds for the bridges of one bus, in one scan. */
    interface OnBus {
        /** Whether the command line's wish for new numbers is passed over. */
        boolean inherits();

        /** Whether a bridge without numbers may get some. */
        boolean mayNumber(PciDevice bridge);
    }

    OnBus on(PciBus bus, List<PciDevice> bridges) {
        had |= preserved.anyIncoming();
        return switch (rule) {
            case ORDINARY -> new Fixed(false, true);
            case INHERIT_WHILE_INCOMING -> {
                boolean incoming = preserved.anyIncoming();
                yield new Fixed(incoming, !incoming);
            }
            case INHERIT_ONCE_INCOMING -> {
                boolean lost = bridges.stream()
                        .anyMatch(
                                bridge -> bridge.incoming() && bridge.function().secondary() == 0);
                yield new Fixed(had, !(had && lost));
            }
        };
    }

    private record Fixed(boolean inherits, boolean numbers) implements OnBus {
        @Override
        public boolean mayNumber(PciDevice bridge) {
            return numbers;
        }
    }
}
