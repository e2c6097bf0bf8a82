package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes a random script of a host with devices that uses certain features. */
final class RandomDevices {
    private static final int MAX_STAGES = 3;
    private static final int MAX_DEVICES = 3;
    private static final int RARELY_PERCENT = 30;
    private static final int DEVICE_TOKEN = 1;
    private static final int MEMORY_TOKEN = 2;
    private static final int SECOND_TOKEN = 3;
    private static final int VIRTUAL_TOKEN = 4;
    private static final int TRANSLATIONS_TOKEN = 5;
    private static final int MSIX_INDEX = 2;

    private final Dice dice;
    private final Set<Feature> features;
    private final Lines lines = new Lines();
    private final List<String> free;
    private final List<Assigned> assigned = new ArrayList<>();

    private RandomDevices(Dice dice, Set<Feature> features) {
        this.dice = dice;
        this.features = features;
        String machine = dice.pick(DeviceHost.MACHINES);
        lines.line("machine " + machine);
        this.free = new ArrayList<>(
                PciMachines.named(machine).map(PciPlatform::assignable).orElse(List.of()));
    }

    static String write(Dice dice, Set<Feature> features) {
        RandomDevices script = new RandomDevices(dice, features);
        int stages = 2 + dice.below(MAX_STAGES - 1);
        for (int stage = 1; stage <= stages; stage++) {
            script.lines.stage(stage);
            script.assigned.forEach(script::takeOver);
            if (stage < stages) {
                script.install();
                script.take();
                script.assigned.forEach(script::preserve);
            }
        }
        return script.lines.text();
    }

    private boolean with(Feature feature) {
        return features.contains(feature) && dice.percent(RARELY_PERCENT);
    }

    private void install() {
        if (with(Feature.SYSTEMD_OPENS_FIRST)) {
            lines.op("first_opener", "systemd");
        }
        if (with(Feature.MODULE_IN_INITRD)) {
            lines.op("initrd", "vfio-pci");
        }
    }

    private void take() {
        int wanted = 1 + dice.below(MAX_DEVICES);
        while (assigned.size() < wanted && !free.isEmpty()) {
            Assigned device = new Assigned("dev" + (assigned.size() + 1));
            lines.op("mkfd", memory(device), "memfd:8192");
            device.take(lines, free.remove(dice.below(free.size()))).write(lines, memory(device));
            assigned.add(device);
        }
    }

    private static String memory(Assigned device) {
        return device.name() + ".m";
    }

    private void preserve(Assigned device) {
        String session = "out." + device.name();
        lines.op("create", device.name(), session);
        if (with(Feature.DEVICE_UNBOUND)) {
            lines.op("cdev", device.name() + ".second", "@" + device.name())
                    .op("preserve", session, device.name() + ".second", SECOND_TOKEN);
        }
        if (with(Feature.TRANSLATIONS_KEPT)) {
            lines.op("preserve", session, memory(device), MEMORY_TOKEN);
            device.preserveTranslations(lines, session, TRANSLATIONS_TOKEN).preserve(lines, session, DEVICE_TOKEN);
        } else {
            device.preserve(lines, session, DEVICE_TOKEN);
            lines.op("preserve", session, memory(device), MEMORY_TOKEN);
        }
        if (with(Feature.DOUBLE_PRESERVE)) {
            device.preserve(lines, session, SECOND_TOKEN);
        }
        if (with(Feature.VIRTUAL_FUNCTIONS)) {
            lines.op("numvfs", "@" + device.name(), 1)
                    .op("cdev", device.name() + ".vf", "0000:06:00.1")
                    .op("preserve", session, device.name() + ".vf", VIRTUAL_TOKEN);
        }
        if (with(Feature.DEVICE_INTERRUPTS)) {
            lines.op("irq", device.name() + ".d", MSIX_INDEX, "on");
        }
        if (with(Feature.DEVICE_SLEEPS)) {
            lines.op("power", device.name() + ".d", "D3hot");
        }
        if (with(Feature.DEVICE_RESET)) {
            lines.op("reset", device.name() + ".d");
        }
        if (with(Feature.CLOSE_OUTGOING)) {
            lines.op("close", session).op("create", device.name(), session);
            device.preserve(lines, session, DEVICE_TOKEN);
        }
    }

    private void takeOver(Assigned device) {
        String session = "in." + device.name();
        lines.op("retrieve_session", device.name(), session);
        if (with(Feature.DEVICE_SCANNED)) {
            lines.op("remove", "@" + device.name()).op("rescan");
        }
        if (!with(Feature.SKIP_RETRIEVE)) {
            if (with(Feature.DEVICE_OPENED)) {
                lines.op("cdev", device.name() + ".other", "@" + device.name());
            }
            device.takeOver(lines, session, DEVICE_TOKEN);
            lines.op("retrieve", session, MEMORY_TOKEN, memory(device));
            if (with(Feature.TRANSLATIONS_KEPT)) {
                lines.op("retrieve", session, TRANSLATIONS_TOKEN, device.name() + ".kept");
            }
            device.write(lines, memory(device));
        }
        if (!with(Feature.SKIP_FINISH)) {
            lines.op("finish", session).op("close", session);
        }
        device.note(lines);
    }
}
