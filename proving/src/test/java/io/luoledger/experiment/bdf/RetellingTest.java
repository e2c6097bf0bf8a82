package io.luoledger.experiment.bdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.Draft;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import io.luoledger.wire.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the experiment found, happens on whole simulated kernels, too, and the ledger's checks see it in their log. */
class RetellingTest {
    @ParameterizedTest
    @CsvSource({
        "firmware-kept,    assign-busses,       BDF-WRONG-DEVICE, BDF-CAUSE-RENUMBERED",
        "assign-busses,    bridge-added-room,   BDF-WRONG-DEVICE, BDF-REPLACED",
        "pci-v9,           bridge-added-acpi,   BDF-REPARENTED,   BDF-CAUSE-HOT-PLUG",
        "pci-v9,           bridge-added-unseen, BDF-REPARENTED,   BDF-REPARENTED",
        "pci-v9,           bridge-lost,         BDF-MISSING,      BDF-CAUSE-BRIDGE-LOST",
        "pci-v9,           segment-order,       BDF-SEGMENT,      BDF-CAUSE-SEGMENT",
        "pci-v9,           device-replaced,     BDF-WRONG-DEVICE, BDF-REPLACED",
        "pci-v9,           device-lost,         BDF-MISSING,      BDF-MISSING",
        "inherit-incoming, bridge-added-acpi,   BDF-REPARENTED,   BDF-CAUSE-HOT-PLUG"
    })
    void shouldRaiseTheFindingThatTellsWhatBroke(String policy, String perturbation, String finding, String another) {
        // Given
        BdfExperiment experiment = new BdfExperiment(new BdfExperiment.Plan(
                1,
                200,
                List.of(Policy.find(policy).orElseThrow()),
                List.of(Perturbation.find(perturbation).orElseThrow()),
                2));
        experiment.measure(done -> {});
        experiment.shrink(done -> {});
        Scenario scenario = experiment.retold().getFirst();

        // When
        List<Draft> drafts = new ArrayList<>();
        new ScenarioRun(scenario, "host", List.of(), List.of(), 1, 0, (stage, result) -> {}).forEach(drafts::add);

        // Then
        assertThat(findings(drafts)).as(scenario.text()).contains(finding, another);
        assertThat(lastAddresses(drafts)).as(scenario.text()).isEqualTo(drawn(experiment, scenario));
    }

    private static Set<String> findings(List<Draft> drafts) {
        EventCodec codec = new EventCodec();
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        LedgerHead head = LedgerHead.EMPTY;
        Set<String> ids = new TreeSet<>();
        for (Draft draft : drafts) {
            var event = codec.seal(head, draft);
            head = LedgerHead.after(event);
            ledger.apply(entities, codec.decode(codec.encode(event))).forEach(output -> {
                if (output instanceof FindingRaised raised) {
                    ids.add(raised.finding().kind().id());
                }
            });
        }
        return ids;
    }

    /** Bus:device.function of what the last kernel enumerated. */
    private static Set<String> lastAddresses(List<Draft> drafts) {
        String last = drafts.getLast().boot().id();
        return drafts.stream()
                .filter(draft -> draft.boot().id().equals(last))
                .filter(draft -> draft.body() instanceof DeviceEnumerated)
                .map(draft -> ((DeviceEnumerated) draft.body()).address().bdfText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same as the experiment drew it: one of its drawings is of this machine. */
    private static Set<String> drawn(BdfExperiment experiment, Scenario scenario) {
        return experiment.report().smallest().stream()
                .filter(least -> scenario.text().startsWith("machine\n" + String.join("\n", least.plan()) + "\n%1"))
                .findFirst()
                .orElseThrow()
                .after()
                .stream()
                .map(String::strip)
                .filter(line -> line.matches("[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7] .*"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
