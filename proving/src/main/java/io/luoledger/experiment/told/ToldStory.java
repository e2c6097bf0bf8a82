package io.luoledger.experiment.told;

import io.luoledger.simulator.scenario.Scenario;
import java.util.List;

/**
 * What the ledger says of simulated kernels that run into a counter-example.
 *
 * @param script that of luo run
 * @param findings ids, each once
 */
public record ToldStory(List<String> kernels, String script, List<String> findings) {
    public static ToldStory of(Scenario story) {
        return new ToldStory(
                story.kernels(),
                story.text(),
                LedgerSays.of(story).stream()
                        .map(finding -> finding.kind().id())
                        .distinct()
                        .toList());
    }

    /** What an operator would see of it. */
    public String text() {
        return (kernels.size() == 1 ? "Told by a simulated kernel " : "Told by simulated kernels ")
                + String.join(" -> ", kernels) + ", the ledger says: " + String.join(", ", findings) + ".";
    }
}
