package io.luoledger.simulator.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What programs did on real kernels that carried the series: each scenario is one script beside this class, told on every kernel that
 * it was captured on. What a call refuses on one kernel and grants on another, the script goes on to use either way: where it has
 * nothing to use, no call is made.
 */
final class CapturedScenarios {
    private static final String FOLDER = "captured/";
    private static final String TITLE = "# ";

    private CapturedScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (String series : List.of("seed", "next")) {
            for (String name : List.of("single", "multi", "refuse", "irq", "unbound", "noretrieve")) {
                all.add(told(name, name, series, List.of(series)));
            }
        }
        all.add(told("single", "single", "cross", List.of("seed", "next")));
        all.add(told("abort", "abort", "next", List.of("next")));
        all.add(told("luoff", "luoff", "next", List.of("next", "next+liveupdate-off")));
        for (String name : List.of("notbound", "override", "pfvf")) {
            all.add(told(name, name, "seed", List.of("seed")));
        }
        for (String name : List.of("moved", "hotadd")) {
            all.add(told(name, name, "seed", List.of("seed", "seed+assign-busses")));
            all.add(told(name, name, "next", List.of("next", "next+assign-busses")));
            all.add(told(name + "0", name, "seed", List.of("seed")));
        }
        return all;
    }

    /**
     * @param name of the capture, which may have told another's story on other kernels
     */
    private static Scenario told(String name, String story, String series, List<String> kernels) {
        String text = text(story);
        String about = text.substring(TITLE.length(), text.indexOf('\n'));
        return new Scenario(
                "captured-" + series + "-" + name, about + " (" + String.join(" to ", kernels) + ")", kernels, text);
    }

    private static String text(String story) {
        try (InputStream in = CapturedScenarios.class.getResourceAsStream(FOLDER + story + ".luo")) {
            if (in == null) {
                throw new IllegalStateException("no script of the captured scenario " + story);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
