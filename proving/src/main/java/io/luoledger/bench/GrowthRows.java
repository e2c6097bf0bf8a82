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
    /** Freshly made ones, events and all, on a heap that has room besides. */
    private static final int BYTES_OF_A_HOST = 10_000;

    private static final int FRESH_HOSTS = 1_000;
    private static final Result OK = Result.success();
    private static final Session VM = Session.named("vm");
    private static final Boot BEFORE = new Boot("b0", "7.2.1", 0, Side.OUTGOING);

    private GrowthRows() {}

    static List<Row> rows() {
        return List.of(
                new Row.Ratio(
                        "event-files",
                        "an event of a host with 10,000 files / with 10",
                        Row.Bound.AT_MOST,
                        Row.Clock.CPU,
                        1.1,
                        1.3,
                        setting -> files(MANY_FILES)),
                new Row.Ratio(
                        "event-hosts",
                        "an event among 100,000 hosts / among 10",
                        Row.Bound.AT_MOST,
                        // too short for the system's count of CPU time
                        Row.Clock.WALL,
                        1.1,
                        1.4,
                        setting -> hosts(crowd())));
    }

    /** So many hosts, unless memory is short. */
    private static int crowd() {
        return (int) Math.min(MANY_HOSTS, Runtime.getRuntime().maxMemory() / BYTES_OF_A_HOST);
    }

    private static Contest files(int many) {
        List<RecordedEvent> large = life("h", many);
        List<RecordedEvent> small = life("h", FEW);
        int lives = many / FEW;
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
                    fold(new Ledger(), entities, holding("crowd-" + host));
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
                    fold(new Ledger(), few, holding("crowd-" + host));
                }
                return fresh(few);
            }

            private Cost fresh(EntityMap entities) throws Exception {
                List<List<RecordedEvent>> lives = new ArrayList<>();
                for (int host = 0; host < FRESH_HOSTS; host++) {
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

    /** A host with one session of one file. */
    private static List<RecordedEvent> holding(String host) {
        return Input.recorded(preserved(host, 1));
    }

    /** One update of a host with one session of so many files. */
    static List<RecordedEvent> life(String host, int files) {
        Boot after = new Boot("b1", "7.3.4", 1, Side.INCOMING);
        List<Draft> life = preserved(host, files);
        add(life, host, BEFORE, new HandoverStarted(OK));
        for (int file = 1; file <= files; file++) {
            add(life, host, BEFORE, new FileFrozen(VM, new Token(file), "memfd-v2", null, null, OK));
        }
        add(life, host, after, new KernelBooted(BootOutcome.RESTORED, "7.2.1", 1L, (long) files, 0L, null, OK));
        add(life, host, after, new SessionRetrieved(VM, OK));
        for (int file = 1; file <= files; file++) {
            add(life, host, after, new FileRetrieved(VM, new Token(file), "memfd-v2", null, null, OK));
        }
        add(life, host, after, new SessionFinished(VM, OK));
        for (int file = files; file >= 1; file--) {
            add(life, host, after, new FileFinished(VM, new Token(file), "memfd-v2", true, null, null, OK));
        }
        add(life, host, after, new SessionClosed(VM, OK));
        return Input.recorded(life);
    }

    private static List<Draft> preserved(String host, int files) {
        List<Draft> life = new ArrayList<>();
        add(life, host, BEFORE, new SessionCreated(VM, OK));
        for (int file = 1; file <= files; file++) {
            add(life, host, BEFORE, new FilePreserved(VM, new Token(file), "memfd-v2", null, null, OK));
        }
        return life;
    }

    private static void add(List<Draft> life, String host, Boot boot, Body body) {
        Source source = new Source(Source.idOf(host, boot.id()), life.size());
        life.add(new Draft(host, source, boot, Moment.monotonic(life.size() * 1000L), body));
    }
}
