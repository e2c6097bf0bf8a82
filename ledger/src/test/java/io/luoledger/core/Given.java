package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.finding.Finding;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** given(events).when(event).then(findings). */
final class Given {
    private final LogScript script;
    private final Ledger ledger;
    private final EntityMap entities = new EntityMap();
    private final List<Output> outputs = new ArrayList<>();
    private int applied;

    private Given(LogScript script, Ledger ledger) {
        this.script = script;
        this.ledger = ledger;
        apply();
    }

    static Given given(LogScript script) {
        return new Given(script, new Ledger());
    }

    static Given given(LogScript script, Ledger ledger) {
        return new Given(script, ledger);
    }

    private void apply() {
        List<RecordedEvent> events = script.events();
        for (; applied < events.size(); applied++) {
            outputs.addAll(ledger.apply(entities, events.get(applied)));
        }
    }

    Given when(Consumer<LogScript> more) {
        outputs.clear();
        more.accept(script);
        apply();
        return this;
    }

    /** The findings of what happened last: "ID subject: found". */
    Given then(String... findings) {
        assertThat(outputs.stream()
                        .filter(Output.FindingRaised.class::isInstance)
                        .map(raised -> text(((Output.FindingRaised) raised).finding())))
                .containsExactly(findings);
        return this;
    }

    Given thenOpen(String... findings) {
        assertThat(OpenQuestions.of(entities, host()).stream().map(Given::text)).containsExactly(findings);
        return this;
    }

    /** Sessions and their files: "vm incoming FINISHED 0x1=FINISHED". */
    Given thenSessions(String... sessions) {
        assertThat(view().sessions().stream().map(Given::text)).containsExactly(sessions);
        return this;
    }

    Given thenFlbs(String... flbs) {
        assertThat(view().flbs().stream()
                        .map(flb -> flb.name() + " " + (flb.incoming() ? "incoming" : "outgoing") + " " + flb.status()))
                .containsExactly(flbs);
        return this;
    }

    /** Preserved devices, and where they were seen: "0000:03:00.0 PROMISED MOVED at 0000:04:00.0". */
    Given thenDevices(String... devices) {
        assertThat(view().devices().stream()
                        .map(device -> device.address() + " " + device.status() + " " + device.placement()
                                + (device.foundAt() == null ? "" : " at " + device.foundAt())))
                .containsExactly(devices);
        return this;
    }

    /** Live updates: "1 COMPLETED" or "1 REFUSED panic_boot". */
    Given thenUpdates(String... updates) {
        assertThat(view().updates().stream()
                        .map(update -> update.number() + " " + update.outcome()
                                + (update.consequence() == null ? "" : " " + update.consequence())))
                .containsExactly(updates);
        return this;
    }

    List<Output> outputs() {
        return outputs;
    }

    EntityMap entities() {
        return entities;
    }

    HostView view() {
        return Objects.requireNonNull(HostView.of(entities, host()));
    }

    private String host() {
        return script.events().getFirst().event().host();
    }

    private static String text(Finding finding) {
        return finding.kind().id() + " " + finding.subject() + ": " + finding.found();
    }

    private static String text(HostView.SessionView view) {
        StringBuilder text = new StringBuilder(view.session().name())
                .append(view.session().incoming() ? " incoming " : " outgoing ")
                .append(view.session().status());
        for (FileState file : view.files()) {
            text.append(' ').append(file.token()).append('=').append(file.status());
            if (file.errno() != null) {
                text.append('(').append(file.errno()).append(')');
            }
        }
        return text.toString();
    }
}
