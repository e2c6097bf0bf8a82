package io.luoledger.simulator.pci;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hosts that simulations run on, as descriptions. Each call builds a new one. */
public final class PciMachines {
    private static final Map<String, String> PLANS = new LinkedHashMap<>();

    /** What the captured hosts have in common, from device 4 on. */
    private static final String CAPTURED = """
              04.0 root-port
                00.0 switch-up
                  00.0 switch-down
                    00.0 virtio-net
                  01.0 switch-down
                    00.0 edu
              05.0 root-port
                00.0 nvme
              06.0 edu
              07.0 root-port
                00.0 pcie-to-pci
                  01.0 test-device
                  02.0 test-device
              08.0 expander
              1f.0 lpc
              1f.2 sata
              1f.3 smbus
            host 0 40-ff
              00.0 root-port
                00.0 edu
            """;

    private static final String DISKS = """
              02.0 virtio-disk
              03.0 virtio-disk
            """;

    private static final String FIRST = """
            host 0 00-3f
              00.0 host-bridge
            """;

    static {
        PLANS.put("switched", FIRST + "  01.0 vga\n" + DISKS + CAPTURED);
        PLANS.put("spare-port", FIRST + "  01.0 root-port spare=2\n" + DISKS + CAPTURED);
        PLANS.put("full-port", FIRST + "  01.0 root-port\n" + DISKS + CAPTURED);
        PLANS.put("bridged", """
                host 0 00-ff
                  00.0 host-bridge
                  02.0 root-port
                    00.0 virtio-net
                  03.0 root-port
                    00.0 switch-up
                      00.0 switch-down
                        00.0 virtio-net
                      01.0 switch-down
                      02.0 switch-down
                        00.0 virtio-net
                  04.0 root-port spare=4
                  05.0 root-port
                    00.0 pcie-to-pci
                      01.0 edu
                      02.0 test-device
                  06.0 root-port
                  08.0 virtio-rng
                  09.0 edu
                  1f.0 lpc
                  1f.2 sata
                  1f.3 smbus
                """);
        PLANS.put("segments", """
                # two hierarchies with numbers of their own, two controllers whose segments each kernel numbers anew
                host 0 00-7f
                  00.0 host-bridge
                  01.0 root-port
                    00.0 virtio-net
                  0e.0 vmd
                    host dynamic 00-1f
                      00.0 root-port
                        00.0 nvme
                  0f.0 vmd
                    host dynamic 00-1f
                      00.0 root-port
                        00.0 nvme
                      01.0 root-port
                        00.0 nvme
                host 1 00-ff
                  00.0 root-port
                    00.0 nic
                """);
        PLANS.put("virtual", """
                # adapters whose virtual functions need bus numbers of their own without ARI
                host 0 00-ff
                  00.0 host-bridge
                  01.0 root-port spare=2
                    00.0 nic
                  02.0 root-port spare=1
                    00.0 switch-up
                      00.0 switch-down
                        00.0 nic
                      01.0 switch-down
                        00.0 nvme
                  03.0 root-port
                    00.0 nic-port
                    00.1 nic-port
                """);
    }

    private PciMachines() {}

    public static Set<String> names() {
        return Collections.unmodifiableSet(PLANS.keySet());
    }

    /** A new host of this name, not powered on yet. */
    public static Optional<PciPlatform> named(String name) {
        return Optional.ofNullable(PLANS.get(name)).map(plan -> PciPlan.read(name, plan));
    }

    /** Its description. */
    public static Optional<String> plan(String name) {
        return Optional.ofNullable(PLANS.get(name));
    }
}
