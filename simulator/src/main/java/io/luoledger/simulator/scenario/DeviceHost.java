package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciPlatform;
import java.util.ArrayList;
import java.util.List;

/**
 * A host with virtual machines that have devices: each has a session with its device and the memory that it writes to. The agent
 * preserves what the kernel it runs on can preserve, and starts a virtual machine anew of which something didn't come over.
 */
final class DeviceHost {
    private static final int STOP_PERCENT = 15;
    private static final int START_PERCENT = 60;
    private static final int DEVICE_TOKEN = 1;
    private static final int MEMORY_TOKEN = 2;
    private static final int IOMMUFD_TOKEN = 3;
    private static final String MEMORY = "memfd:8192";

    /** Machines whose devices can be given away. */
    static final List<String> MACHINES = List.of("switched", "spare-port", "full-port", "bridged");

    private record Guest(String name, String path) {
        private Assigned device() {
            return new Assigned(name + ".dev");
        }

        private String memory() {
            return name + ".m";
        }
    }

    private final Dice dice;
    private final List<KernelProfile> kernels;
    private final Lines lines = new Lines();
    private final List<Guest> guests = new ArrayList<>();

    /**
     * @param kernels one per stage; the last is used for all further ones
     */
    DeviceHost(Dice dice, List<KernelProfile> kernels) {
        this.dice = dice;
        this.kernels = kernels;
    }

    private KernelProfile kernel(int stage) {
        return kernels.get(Math.min(stage, kernels.size()) - 1);
    }

    /** The script of a host that is updated so many times. */
    String life(int updates, String machine) {
        lines.line("machine " + machine);
        List<String> free = new ArrayList<>(PciMachines.named(machine)
                .map(PciPlatform::assignable)
                .orElseThrow(() -> new IllegalArgumentException("no machine " + machine)));
        int started = 0;
        for (int stage = 1; stage <= updates + 1; stage++) {
            lines.stage(stage);
            for (Guest guest : guests) {
                takeOver(guest, kernel(Math.max(1, stage - 1)));
            }
            if (stage > updates) {
                break;
            }
            stop(free);
            while (!free.isEmpty() && (guests.isEmpty() || dice.percent(START_PERCENT))) {
                Guest guest = new Guest("vm-" + ++started, free.remove(dice.below(free.size())));
                lines.op("mkfd", guest.memory(), MEMORY);
                guest.device().take(lines, guest.path()).write(lines, guest.memory());
                guests.add(guest);
            }
            for (Guest guest : guests) {
                preserve(guest, kernel(stage));
            }
        }
        return lines.text();
    }

    private void stop(List<String> free) {
        for (Guest guest : List.copyOf(guests)) {
            if (dice.percent(STOP_PERCENT)) {
                guest.device().release(lines);
                guests.remove(guest);
                free.add(guest.path());
            }
        }
    }

    /** Memory comes first where the device writes on: what it is translated to must be preserved before it. */
    private void preserve(Guest guest, KernelProfile kernel) {
        String session = "out." + guest.name();
        lines.op("create", guest.name(), session);
        lines.op("preserve", session, guest.memory(), MEMORY_TOKEN);
        if (kernel.keepsDevicesRunning()) {
            guest.device().preserveTranslations(lines, session, IOMMUFD_TOKEN);
        }
        if (kernel.preservesDevices()) {
            guest.device().preserve(lines, session, DEVICE_TOKEN);
        }
    }

    /**
     * @param left the kernel that preserved it
     */
    private void takeOver(Guest guest, KernelProfile left) {
        String session = "in." + guest.name();
        lines.op("retrieve_session", guest.name(), session);
        lines.op("retrieve", session, MEMORY_TOKEN, guest.memory()).op("else", "mkfd", guest.memory(), MEMORY);
        if (!left.preservesDevices()) {
            lines.op("finish", session).op("close", session);
            guest.device().note(lines).takeAgain(lines).write(lines, guest.memory());
            return;
        }
        Assigned device = guest.device().bindAgain(lines);
        if (left.keepsDevicesRunning()) {
            device.retrieveRunning(lines, session, DEVICE_TOKEN, IOMMUFD_TOKEN);
        } else {
            device.retrieve(lines, session, DEVICE_TOKEN);
        }
        lines.op("finish", session).op("close", session);
        device.note(lines);
        if (!left.keepsDevicesRunning()) {
            device.write(lines, guest.memory());
        }
        device.restart(lines, guest.memory());
    }
}
