package io.luoledger.simulator.pci;

import io.luoledger.simulator.Dice;
import java.util.List;

/** Descriptions of hosts as chance has it. */
final class RandomHost {
    private static final List<String> ENDS = List.of("virtio-net", "nvme", "edu", "nic-port");
    private static final int MAX_DEPTH = 4;

    private final Dice dice;
    private final StringBuilder text = new StringBuilder("host 0 00-ff\n");
    private int bridges;

    private RandomHost(Dice dice) {
        this.dice = dice;
    }

    static String plan(long seed) {
        RandomHost host = new RandomHost(new Dice(seed));
        for (int device = 1; device <= 8; device++) {
            if (host.dice.percent(60)) {
                host.port(1, device);
            } else {
                host.line(1, device, "edu");
            }
        }
        return host.text.toString();
    }

    private void port(int depth, int device) {
        bridges++;
        line(depth, device, depth == 1 ? "root-port" : "switch-down");
        if (dice.percent(20)) {
            text.setLength(text.length() - 1);
            text.append(" spare=").append(dice.below(3)).append('\n');
        }
        if (dice.percent(30) && depth < MAX_DEPTH && bridges < 60) {
            bridges++;
            line(depth + 1, 0, "switch-up");
            int ports = 1 + dice.below(4);
            for (int port = 0; port < ports; port++) {
                port(depth + 2, port);
            }
        } else if (dice.percent(20)) {
            bridges++;
            line(depth + 1, 0, "pcie-to-pci");
            line(depth + 2, 1, "test-device");
            line(depth + 2, 2, "test-device");
        } else if (dice.percent(80)) {
            line(depth + 1, 0, dice.pick(ENDS));
        }
    }

    private void line(int depth, int device, String part) {
        text.append(" ".repeat(depth))
                .append(String.format("%02x.0 ", device))
                .append(part)
                .append('\n');
    }
}
