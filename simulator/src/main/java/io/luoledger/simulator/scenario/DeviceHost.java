package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciPlatform;
import java.util.ArrayList;
import java.util.List;

/** A host with virtual machines that have devices: each has a session with its device and the memory that it writes to. */
final class DeviceHost {
    private static final int STOP_PERCENT = 15;
    private static final int START_PERCENT = 60;
    private static final int MEMORY_TOKEN = 2;
    private static final int DEVICE_TOKEN = 1;

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

    private DeviceHost() {}

    /** The script of a host that is updated so many times. */
    static String life(Dice dice, int updates, String machine) {
        Lines lines = new Lines().line("machine " + machine);
        List<String> free = new ArrayList<>(PciMachines.named(machine)
                .map(PciPlatform::assignable)
                .orElseThrow(() -> new IllegalArgumentException("no machine " + machine)));
        List<Guest> guests = new ArrayList<>();
        int started = 0;
        for (int stage = 1; stage <= updates + 1; stage++) {
            lines.stage(stage);
            for (Guest guest : guests) {
                takeOver(lines, guest);
            }
            if (stage > updates) {
                break;
            }
            stop(lines, guests, free, dice);
            while (!free.isEmpty() && (guests.isEmpty() || dice.percent(START_PERCENT))) {
                Guest guest = new Guest("vm-" + ++started, free.remove(dice.below(free.size())));
                lines.op("mkfd", guest.memory(), "memfd:8192");
                guest.device().take(lines, guest.path()).write(lines, guest.memory());
                guests.add(guest);
            }
            for (Guest guest : guests) {
                preserve(lines, guest);
            }
        }
        return lines.text();
    }

    private static void stop(Lines lines, List<Guest> guests, List<String> free, Dice dice) {
        for (Guest guest : List.copyOf(guests)) {
            if (dice.percent(STOP_PERCENT)) {
                guest.device().release(lines);
                guests.remove(guest);
                free.add(guest.path());
            }
        }
    }

    private static void preserve(Lines lines, Guest guest) {
        lines.op("create", guest.name(), "out." + guest.name());
        guest.device().preserve(lines, "out." + guest.name(), DEVICE_TOKEN);
        lines.op("preserve", "out." + guest.name(), guest.memory(), MEMORY_TOKEN);
    }

    private static void takeOver(Lines lines, Guest guest) {
        String session = "in." + guest.name();
        lines.op("retrieve_session", guest.name(), session);
        guest.device().takeOver(lines, session, DEVICE_TOKEN);
        lines.op("retrieve", session, MEMORY_TOKEN, guest.memory());
        lines.op("finish", session).op("close", session);
        guest.device().note(lines);
        guest.device().write(lines, guest.memory());
    }
}
