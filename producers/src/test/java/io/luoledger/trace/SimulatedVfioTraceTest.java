package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.script.RecordedSteps;
import io.luoledger.simulator.script.RecordedSteps.Step;
import io.luoledger.simulator.script.ScriptRunner;
import io.luoledger.text.TextFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded steps of each VFIO scenario, made on a simulated kernel, give the events that the real kernel's trace gives: the same
 * calls on sessions, files, FLBs and devices, in the same order, with the same results. What the program did without recording it
 * (closing what it had open) is left out on both sides.
 */
class SimulatedVfioTraceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<String> scenarios() {
        return Stream.concat(Captures.scenarios("vfio").stream(), Captures.scenarios("vfio-v1").stream());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldGiveTheEventsOfTheRealTrace(String scenario) throws IOException {
        // Given
        List<List<String>> real = real(scenario);

        // When
        List<List<String>> simulated = simulated(scenario);

        // Then
        int compared = 0;
        for (int boot = 0; boot < real.size(); boot++) {
            List<String> seen = real.get(boot);
            if (!seen.isEmpty()) {
                assertThat(simulated.get(boot)).as("boot %d", boot).containsSubsequence(seen);
                compared += seen.size();
            }
        }
        System.out.println(scenario + ": " + compared + " events agree");
        assertThat(compared).isPositive();
    }

    private static List<List<String>> real(String scenario) {
        List<List<TextFile>> boots = new ArrayList<>();
        for (String boot : List.of("outgoing", "incoming", "incoming2")) {
            if (Captures.exists(scenario + "." + boot + ".trace")) {
                boots.add(List.of(Captures.file(scenario + "." + boot + ".trace")));
            }
        }
        Captures.Imported imported = Captures.run(boots, List.of());
        List<List<String>> told = new ArrayList<>();
        for (int boot = 0; boot < imported.report().boots().size(); boot++) {
            told.add(told(imported.ofBoot(boot)));
        }
        return told;
    }

    private static List<List<String>> simulated(String scenario) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (String line : Captures.text(scenario + ".results.jsonl").split("\n", -1)) {
            if (!line.isBlank()) {
                JsonNode row = JSON.readTree(line);
                Map<String, String> fields = new HashMap<>();
                row.properties()
                        .forEach(field ->
                                fields.put(field.getKey(), field.getValue().asText()));
                steps.add(new Step(
                        row.get("kernel").asInt(),
                        row.get("step").asText(),
                        row.get("object").asText(),
                        row.get("errname").asText(),
                        fields));
            }
        }
        String name = scenario.replaceFirst(".*/", "").replaceFirst("\\..*", "");
        RecordedSteps.Plan plan = RecordedSteps.plan(name, null, steps, SimulatedVfioTraceTest::meanwhile);
        String machine = name.startsWith("moved") ? "spare-port" : name.startsWith("hotadd") ? "full-port" : "switched";
        List<Draft> drafts = new ArrayList<>();
        Journal journal = new Journal("h1", Source.idOf(scenario), new LogicalClock(0), drafts::add);
        new ScriptRunner(
                        journal,
                        kernels(scenario, name),
                        "b00",
                        PciMachines.named(machine).orElseThrow())
                .run(List.of(plan.script()), line -> {});
        List<List<String>> told = new ArrayList<>();
        for (int boot = 0; boot < 4; boot++) {
            String id = "boot-" + boot;
            told.add(told(drafts.stream()
                    .filter(draft -> draft.boot().id().equals(id))
                    .toList()));
        }
        return told;
    }

    /** What the traces show beside the recorded steps: a bridge that was plugged in, sessions that "refuse" closed. */
    private static List<String> meanwhile(Step step) {
        if (step.kernel() == 1 && step.step().equals("sysfs_rescan")) {
            return List.of("hotplug 0000:00:01.0 pcie-to-pci");
        }
        if (!step.step().equals("create_session")) {
            return List.of();
        }
        return switch (step.object()) {
            case "pair" -> List.of("close out.edu");
            case "vf" -> List.of("close out.pair");
            default -> List.of();
        };
    }

    private static List<KernelProfile> kernels(String scenario, String name) {
        String series = scenario.startsWith("vfio-v1") && !scenario.contains("v5-contrast") ? "seed" : "next";
        String second = switch (name) {
            case "moved", "hotadd" -> series + "+assign-busses";
            case "luoff" -> series + "+liveupdate-off";
            default -> scenario.contains("cross") ? "next" : series;
        };
        return Stream.of(scenario.contains("cross") ? "seed" : series, second)
                .map(kernel -> KernelProfiles.find(kernel).orElseThrow())
                .toList();
    }

    /** Of what follows from calls that were recorded: the rest has no step to be simulated by. */
    private static List<String> told(List<Draft> events) {
        List<String> told = new ArrayList<>();
        for (Draft draft : events) {
            Body body = draft.body();
            @Nullable
            String what = switch (body) {
                case FileBody.FileUnpreserved file -> null;
                case FlbBody.FlbUnpreserved flb -> null;
                case SessionBody.SessionClosed session -> null;
                case FileBody.FileIdentified file -> null;
                case SessionBody session -> "";
                case FlbBody flb -> "";
                // one form of the text does not tell which file
                case FileBody.FileFrozen file -> "";
                case FileBody file -> String.valueOf(file.token());
                case DeviceOpened open -> String.valueOf(open.address());
                case KernelBody.HandoverStarted started -> "";
                case KernelBody.HandoverAborted aborted -> "";
                case KernelBody.LiveUpdateOpened opened -> "";
                default -> null;
            };
            if (what != null) {
                told.add(body.type() + " " + what + " " + body.result());
            }
        }
        return told;
    }
}
