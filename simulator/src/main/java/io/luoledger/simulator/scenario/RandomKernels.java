package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Draws the kernels that a host boots one after another: mostly one all the time, now and then another at each boot. */
final class RandomKernels {
    private static final int MIXED_PERCENT = 30;
    private static final int VARIANT_PERCENT = 30;
    private static final int SOUND_PERCENT = 20;
    private static final int BOOTS = 3;

    private static final Map<String, List<String>> VARIANTS = Map.of(
            "6.19", List.of("liveupdate-off", "stable"),
            "7.2", List.of("liveupdate-off", "no-memfd"),
            "7.3",
                    List.of(
                            "liveupdate-off",
                            "no-liveupdate",
                            "file-args",
                            "retrieve-into-fd",
                            "hwpoison",
                            "pstore",
                            "features",
                            "features-optional",
                            "versions-mixed"),
            "seed", List.of("luo8", "hpbussize", "assign-busses"),
            "next", List.of("pci-v9", "native-hotplug", "assign-busses", "vfio-module"),
            "roadmap", List.of("native-hotplug", "noari"));

    private RandomKernels() {}

    static List<String> draw(Dice dice) {
        if (!dice.percent(MIXED_PERCENT)) {
            return List.of(one(dice));
        }
        List<String> kernels = new ArrayList<>();
        for (int boot = 0; boot < BOOTS; boot++) {
            kernels.add(one(dice));
        }
        return kernels;
    }

    private static String one(Dice dice) {
        String release = dice.pick(List.copyOf(KernelProfiles.names()));
        List<String> variants = VARIANTS.getOrDefault(release, List.of());
        if (!variants.isEmpty() && dice.percent(VARIANT_PERCENT)) {
            return release + "+" + dice.pick(variants);
        }
        return dice.percent(SOUND_PERCENT) ? release + "+no-defects" : release;
    }
}
