package io.luoledger.bench;

import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;

/** What an event costs the fold where much is held, beside what it costs where little is. */
final class GrowthRows {
    private static final int FEW = 10;
    private static final int MANY_FILES = 10_000;
    private static final int MANY_HOSTS = 100_000;
    private static final Result OK = Result.success();

    private GrowthRows() {}

    static List<Row> rows() {
        return List.of(
                new Row.Ratio(
                        "event-files",
                        "an event of a host with 10,000 files / with 10",
                        Row.Bound.AT_MOST,
                        Row.Clock.CPU,
                        1.1,
                        1.75,
                        setting -> files(Math.min(MANY_FILES, setting.events()))),
                new Row.Ratio(
                        "event-hosts",
                        "an event among 100,000 hosts / among 10",
                        Row.Bound.AT_MOST,
                        Row.Clock.CPU,
                        1.1,
                        1.75,
                        setting -> hosts(Math.min(MANY_HOSTS, setting.events()))));
    }

    private static Contest files(int many) {
        List<RecordedEvent> large = life("h", many);
        List<RecordedEvent> small = life("h", FEW);
        int lives = Math.max(1, many / FEW);
        return Contest.of(() -> fold(new Ledger(), new EntityMap(), large), () -> {
            long events = 0;
            for (int life = 0; life < lives; life++) {
                events += fold(new Ledger(), new EntityMap(), small);
            }
            return events;
        });
    }

    /** Of fresh hosts, when all the others are there. */
    private static Contest hosts(int many) {
        return new Contest() {
            private final EntityMap crowd = crowd();
            private int round;

            private EntityMap crowd() {
                EntityMap entities = new EntityMap();
                for (int host = 0; host < many; host++) {
                    fold(new Ledger(), entities, life("crowd-" + host, 1));
                }
                return entities;
            }

            @Override
            public Cost ours() throws Exception {
                return fresh(crowd);
            }

            @Override
            public Cost theirs() throws Exception {
                EntityMap few = new EntityMap();
                for (int host = 0; host < FEW; host++) {
                    fold(new Ledger(), few, life("crowd-" + host, 1));
                }
                return fresh(few);
            }

            private Cost fresh(EntityMap entities) throws Exception {
                List<List<RecordedEvent>> lives = new ArrayList<>();
                for (int host = 0; host < Math.max(FEW, Math.min(many / FEW, 1000)); host++) {
                    lives.add(life("round-" + round + "-" + host, 1));
                }
                round++;
                Ledger ledger = new Ledger();
                return Cost.of(() -> {
                    long events = 0;
                    for (List<RecordedEvent> life : lives) {
                        events += fold(ledger, entities, life);
                    }
                    return events;
                });
            }
        };
    }

    private static long fold(Ledger ledger, EntityMap entities, List<RecordedEvent> log) {
        log.forEach(event -> ledger.apply(entities, event));
        return log.size();
    }

    /** One update of a host with one session of so many files. */
    static List<RecordedEvent> life(String host, int files) {
        Session vm = Session.named("vm");
        Boot before = new Boot("b0", "7.2.1", 0, Side.OUTGOING);
        Boot after = new Boot("b1", "7.3.4", 1, Side.INCOMING);
        List<Draft> life = new ArrayList<>();
        add(life, host, before, new SessionCreated(vm, OK));
        for (int file = 1; file <= files; file++) {
            add(life, host, before, new FilePreserved(vm, new Token(file), "memfd-v2", null, null, OK));
        }
        add(life, host, before, new HandoverStarted(OK));
        for (int file = 1; file <= files; file++) {
            add(life, host, before, new FileFrozen(vm, new Token(file), "memfd-v2", null, null, OK));
        }
        add(life, host, after, new KernelBooted(BootOutcome.RESTORED, "7.2.1", 1L, (long) files, 0L, null, OK));
        add(life, host, after, new SessionRetrieved(vm, OK));
        for (int file = 1; file <= files; file++) {
            add(life, host, after, new FileRetrieved(vm, new Token(file), "memfd-v2", null, null, OK));
        }
        add(life, host, after, new SessionFinished(vm, OK));
        for (int file = files; file >= 1; file--) {
            add(life, host, after, new FileFinished(vm, new Token(file), "memfd-v2", true, null, null, OK));
        }
        add(life, host, after, new SessionClosed(vm, OK));
        return Input.recorded(life);
    }

    private static void add(List<Draft> life, String host, Boot boot, Body body) {
        Source source = new Source(Source.idOf(host, boot.id()), life.size());
        life.add(new Draft(host, source, boot, Moment.monotonic(life.size() * 1000L), body));
    }
}
