package io.luoledger.score;

import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.Output;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.event.Draft;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.judge.BootTrail;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes events into a ledger, and reads what the checks say of it. */
final class Ledgers {
    private final EventCodec codec = new EventCodec();
    /** A judge remembers its verdicts on pairs of kernels, and nothing of hosts. */
    private final Map<List<String>, AbiJudge> judges = new HashMap<>();

    /** One host's log. */
    List<RecordedEvent> seal(List<Draft> drafts) {
        List<RecordedEvent> log = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (Draft draft : drafts) {
            var event = codec.seal(head, draft);
            head = LedgerHead.after(event);
            log.add(codec.decode(codec.encode(event)));
        }
        return log;
    }

    /** How often each finding is raised by the ledger and the ABI judge, and by what is open at the log's end: by id. */
    Map<String, Long> said(List<RecordedEvent> log, List<String> next) {
        Map<String, Long> ids = new LinkedHashMap<>();
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        AbiJudge judge = judges.computeIfAbsent(
                next, plan -> new AbiJudge(Score::kernel, plan, SimulatedReader.gate(), new AbiDigest.InMemory()));
        BootTrail trail = null;
        for (RecordedEvent event : log) {
            for (Output output : ledger.apply(entities, event)) {
                switch (output) {
                    case FindingRaised raised -> add(ids, List.of(raised));
                    case HoldingsChanged held -> add(ids, judge.apply(held));
                    case UpdateSettled settled -> add(ids, judge.apply(settled));
                    case Output.ConsequenceShown shown -> add(ids, judge.apply(shown));
                    case Output.EntityForgotten forgotten -> {}
                    case Output.UpdateChanged changed -> {}
                }
            }
            AbiJudge.Judged judged = judge.apply(trail, event.event());
            trail = judged.trail();
            add(ids, judged.findings());
        }
        if (!log.isEmpty()) {
            OpenQuestions.of(entities, log.getFirst().event().host())
                    .forEach(finding -> ids.merge(finding.kind().id(), 1L, Long::sum));
        }
        return ids;
    }

    private static void add(Map<String, Long> ids, List<FindingRaised> raised) {
        raised.forEach(one -> ids.merge(one.finding().kind().id(), 1L, Long::sum));
    }
}
