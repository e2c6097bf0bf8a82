package io.luoledger.simulator.script;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.Kernel;
import java.util.HashSet;
import java.util.Set;

/**
 * What a host has installed, over all its boots: who opens /dev/liveupdate first, and which modules the initrd has. At each boot the initrd's
 * modules are loaded, then PID 1 starts, then the other modules are loaded, then the agent.
 */
final class UserSpace {
    /** PID 1, which looks for the descriptors of services that it stored. */
    static final String SYSTEMD = "systemd";

    private final Set<String> initrd = new HashSet<>();
    private boolean systemdFirst;

    /** From the next boot on. */
    void addToInitrd(String module) {
        initrd.add(module);
    }

    /** From the next boot on. EINVAL for who never does. */
    void firstOpener(String program) {
        systemdFirst = switch (program) {
            case SYSTEMD -> true;
            case "agent" -> false;
            default -> throw new SysError("EINVAL");
        };
    }

    /** All that comes before the agent. */
    void boot(Kernel kernel) {
        initrd.forEach(kernel::loadModule);
        if (systemdFirst && kernel.hasLiveUpdate()) {
            openAndClose(kernel);
        }
        kernel.loadModules();
    }

    private static void openAndClose(Kernel kernel) {
        try {
            kernel.process(SYSTEMD).openLiveUpdateOnce();
        } catch (SysError refused) {
            // it goes on without the descriptors that it had stored
        }
    }
}
