package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ScriptRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls of each captured scenario, made on a simulated kernel, give the events that the real kernel's trace gives. */
class SimulatedTraceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<String> scenarios() {
        return Captures.scenarios("traces").stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldGiveTheEventsOfTheRealTrace(String scenario) throws IOException {
        // Given
        boolean named = !scenario.endsWith(".fgraph");
        List<String> real = Captures.scenario(scenario, true).events().stream()
                .map(draft -> told(draft, named))
                .toList();

        // When
        List<String> simulated =
                simulate(scenario).stream().map(draft -> told(draft, named)).toList();

        // Then
        List<String> seen =
                real.stream().filter(line -> !line.contains(" SourceGap ")).toList();
        if (seen.size() == real.size()) {
            assertThat(simulated).isEqualTo(real);
        } else {
            // the recorder says itself that it lost something
            assertThat(simulated).containsSubsequence(seen);
        }
    }

    private static List<Draft> simulate(String scenario) throws IOException {
        List<Draft> drafts = new ArrayList<>();
        Journal journal = new Journal("h1", Source.idOf(scenario), new LogicalClock(0), drafts::add);
        String from = scenario.replaceFirst("-to-.*", "").replaceFirst(".*-", "");
        List<KernelProfile> kernels = Stream.of(from, "7.3")
                .map(name -> KernelProfiles.find(name).orElseThrow())
                .toList();
        new ScriptRunner(journal, kernels, "b00").run(List.of(OpScript.parse("trace", script(scenario))), line -> {});
        return drafts;
    }

    private static String script(String scenario) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Captures.text(scenario + ".ops.jsonl").split("\n")) {
            JsonNode stage = JSON.readTree(line);
            text.append('%').append(stage.get("stage").asInt()).append('\n');
            for (JsonNode op : stage.get("ops")) {
                text.append(op.get("op").asText());
                op.get("args").forEach(arg -> text.append(' ').append(arg.asText()));
                text.append('\n');
            }
        }
        return text.toString();
    }

    /** What the two sources have in common: addresses, releases and messages are each one's own. */
    private static String told(Draft draft, boolean named) {
        Body body = draft.body();
        return draft.boot().liveUpdate() + " " + draft.boot().side() + " " + body.type() + what(body, named) + " "
                + body.result();
    }

    private static String what(Body body, boolean named) {
        return switch (body) {
            case SessionBody session -> name(session.session(), named);
            case FlbBody flb -> " " + (named ? flb.flb() : "");
            case FileBody.FilePreserved file -> name(file.session(), named) + " " + file.token() + " " + file.handler();
            case FileBody.FileUnpreserved file ->
                name(file.session(), named) + " " + file.token() + " " + file.handler();
            case FileBody.FileFrozen file -> name(file.session(), named) + " " + file.token() + " " + file.handler();
            case FileBody.FileRetrieved file -> name(file.session(), named) + " " + file.token() + " " + file.handler();
            case FileBody.FileFinished file ->
                name(file.session(), named) + " " + file.token() + " " + file.handler() + " " + file.retrieved();
            case FileBody file -> name(file.session(), named) + " " + file.token();
            case KernelBooted booted ->
                " " + booted.outcome() + " " + booted.sessions() + " " + booted.files() + " " + booted.flbs();
            default -> "";
        };
    }

    private static String name(@Nullable Session session, boolean named) {
        return named ? " " + session : "";
    }
}
