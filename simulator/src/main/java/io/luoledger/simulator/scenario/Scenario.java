package io.luoledger.simulator.scenario;

import io.luoledger.simulator.script.OpScript;
import java.util.List;
import java.util.Objects;

/**
 * A story that can be told on simulated kernels.
 *
 * @param name as the command line knows it
 * @param about one sentence
 * @param kernels names of the kernels of its stages, where the story needs certain ones; empty: the caller's
 * @param text the calls, in the language of op scripts
 */
public record Scenario(String name, String about, List<String> kernels, String text) {
    public Scenario {
        Objects.requireNonNull(name);
        kernels = List.copyOf(kernels);
    }

    /** The same story on other kernels. */
    public Scenario on(List<String> others) {
        return new Scenario(name, about, others, text);
    }

    public OpScript script() {
        return OpScript.parse(name, text);
    }
}
