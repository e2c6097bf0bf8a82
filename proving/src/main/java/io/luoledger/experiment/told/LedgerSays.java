package io.luoledger.experiment.told;

import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.Output;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.event.Draft;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.EventSource;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import io.luoledger.wire.EventCodec;
import java.util.ArrayList;
import java.util.List;

/** What the ledger's checks say of the events of one host, and of what is open at their end. */
public final class LedgerSays {
    private static final long START_MICROS = 1_764_115_200_000_000L;

    private final EventCodec codec = new EventCodec();
    private final Ledger ledger = new Ledger();
    private final EntityMap entities = new EntityMap();
    private final List<Finding> findings = new ArrayList<>();
    private LedgerHead head = LedgerHead.EMPTY;

    private LedgerSays() {}

    /** The findings of a story that is told on simulated kernels. */
    public static List<Finding> of(Scenario story) {
        return of(new ScenarioRun(story, "host-1", List.of(), List.of(), 1, START_MICROS, (stage, result) -> {}));
    }

    /** The findings, in the order in which they are raised. */
    public static List<Finding> of(EventSource source) {
        LedgerSays says = new LedgerSays();
        List<Draft> drafts = new ArrayList<>();
        source.forEach(drafts::add);
        drafts.forEach(says::take);
        if (!drafts.isEmpty()) {
            says.findings.addAll(
                    OpenQuestions.of(says.entities, drafts.getFirst().host()));
        }
        return says.findings;
    }

    private void take(Draft draft) {
        var event = codec.seal(head, draft);
        head = LedgerHead.after(event);
        for (Output output : ledger.apply(entities, codec.decode(codec.encode(event)))) {
            if (output instanceof FindingRaised raised) {
                findings.add(raised.finding());
            }
        }
    }
}
