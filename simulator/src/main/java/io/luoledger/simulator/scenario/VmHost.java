package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.List;

/** A host with virtual machines: each has a session with the memory of its guests, which goes from kernel to kernel. */
final class VmHost {
    private static final int MAX_MACHINES = 3;
    private static final int MAX_FILES = 3;
    private static final int MAX_PAGES = 4;
    private static final int PAGE_BYTES = 4096;
    private static final int STOP_PERCENT = 15;
    private static final int START_PERCENT = 30;

    private record Guest(String name, List<Integer> sizes) {}

    private VmHost() {}

    /** The script of a host that is updated so many times. */
    static String life(Dice dice, int updates) {
        Lines lines = new Lines();
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
            guests.removeIf(guest -> dice.percent(STOP_PERCENT));
            while (guests.isEmpty() || (guests.size() < MAX_MACHINES && dice.percent(START_PERCENT))) {
                Guest guest = guest(dice, ++started);
                for (int file = 0; file < guest.sizes().size(); file++) {
                    lines.op(
                            "mkfd",
                            fileOf(guest, file),
                            "memfd:" + guest.sizes().get(file));
                }
                guests.add(guest);
            }
            for (Guest guest : guests) {
                preserve(lines, guest);
            }
        }
        return lines.text();
    }

    private static Guest guest(Dice dice, int number) {
        List<Integer> sizes = new ArrayList<>();
        int files = 1 + dice.below(MAX_FILES);
        for (int file = 0; file < files; file++) {
            sizes.add(PAGE_BYTES * (1 + dice.below(MAX_PAGES)));
        }
        return new Guest("vm-" + number, sizes);
    }

    private static void preserve(Lines lines, Guest guest) {
        lines.op("create", guest.name(), "out." + guest.name());
        for (int file = 0; file < guest.sizes().size(); file++) {
            lines.op("preserve", "out." + guest.name(), fileOf(guest, file), file + 1);
        }
    }

    private static void takeOver(Lines lines, Guest guest) {
        lines.op("retrieve_session", guest.name(), "in." + guest.name());
        for (int file = 0; file < guest.sizes().size(); file++) {
            lines.op("retrieve", "in." + guest.name(), file + 1, fileOf(guest, file));
        }
        lines.op("finish", "in." + guest.name()).op("close", "in." + guest.name());
    }

    private static String fileOf(Guest guest, int file) {
        return guest.name() + ".m" + (file + 1);
    }
}
