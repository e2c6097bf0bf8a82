package io.luoledger.proof;

import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A log of some hosts, and everything that somebody might do to it. */
final class Forgery {
    private static final EventCodec CODEC = new EventCodec();

    private final List<LiveUpdateEvent> events;

    private Forgery(List<LiveUpdateEvent> events) {
        this.events = events;
    }

    /** Of so many hosts and events, mixed by chance. */
    static Forgery log(long seed, int hosts, int count) {
        Random random = new Random(seed);
        Map<String, LedgerHead> heads = new HashMap<>();
        List<LiveUpdateEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String host = "h" + random.nextInt(hosts);
            LiveUpdateEvent event = CODEC.seal(heads.getOrDefault(host, LedgerHead.EMPTY), draft(host, random));
            heads.put(host, LedgerHead.after(event));
            events.add(event);
        }
        return new Forgery(events);
    }

    private static Draft draft(String host, Random random) {
        return new Draft(
                host,
                new Source(Source.idOf("forged"), random.nextInt(1000)),
                new Boot("boot", "7.3.4", random.nextInt(3), Side.OUTGOING),
                Moment.monotonic(random.nextInt(1_000_000)),
                new FilePreserved(
                        Session.named("vm"), new Token(random.nextLong()), "memfd-v2", null, null, Result.success()));
    }

    int size() {
        return events.size();
    }

    LiveUpdateEvent get(int index) {
        return events.get(index);
    }

    /** Index of the host's event with this sequence, -1 when there is none. */
    int indexOf(String host, long sequence) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).host().equals(host) && events.get(i).sequence() == sequence) {
                return i;
            }
        }
        return -1;
    }

    boolean isLast(int index) {
        return indexOf(get(index).host(), get(index).sequence() + 1) < 0;
    }

    Forgery part(int from, int to) {
        return new Forgery(new ArrayList<>(events.subList(from, to)));
    }

    Forgery without(int index) {
        List<LiveUpdateEvent> forged = new ArrayList<>(events);
        forged.remove(index);
        return new Forgery(forged);
    }

    Forgery with(int index, LiveUpdateEvent event) {
        List<LiveUpdateEvent> forged = new ArrayList<>(events);
        forged.set(index, event);
        return new Forgery(forged);
    }

    Forgery doubled(int index, int at) {
        List<LiveUpdateEvent> forged = new ArrayList<>(events);
        forged.add(at, events.get(index));
        return new Forgery(forged);
    }

    Forgery swapped(int one, int other) {
        return with(one, get(other)).with(other, get(one));
    }

    /** One event with another content, its chain as it was. */
    Forgery altered(int index, Random random) {
        LiveUpdateEvent was = get(index);
        Draft other = draft(was.host(), random);
        return with(
                index,
                switch (random.nextInt(4)) {
                    case 0 -> made(was, was.sequence(), was.chain(), other);
                    case 1 ->
                        new LiveUpdateEvent(
                                was.host(),
                                was.sequence(),
                                was.chain(),
                                was.source(),
                                new Boot("boot", "7.3.5", was.boot().liveUpdate(), Side.OUTGOING),
                                was.at(),
                                was.body());
                    case 2 ->
                        new LiveUpdateEvent(
                                was.host(),
                                was.sequence(),
                                was.chain(),
                                was.source(),
                                was.boot(),
                                new Moment(was.at().monotonicNanos(), 1L),
                                was.body());
                    default -> {
                        byte[] chain = was.chain().bytes();
                        chain[random.nextInt(chain.length)] ^= (byte) (1 << random.nextInt(8));
                        yield made(
                                was,
                                was.sequence(),
                                ChainHash.of(chain),
                                new Draft(was.host(), was.source(), was.boot(), was.at(), was.body()));
                    }
                });
    }

    Forgery numbered(int index, long sequence) {
        LiveUpdateEvent was = get(index);
        return with(
                index,
                made(
                        was,
                        sequence,
                        was.chain(),
                        new Draft(was.host(), was.source(), was.boot(), was.at(), was.body())));
    }

    private static LiveUpdateEvent made(LiveUpdateEvent was, long sequence, ChainHash chain, Draft draft) {
        return new LiveUpdateEvent(was.host(), sequence, chain, draft.source(), draft.boot(), draft.at(), draft.body());
    }

    /**
     * One event with another content and its chain made anew, and so every later one of the host: what its owner can do.
     *
     * @param all whether the later ones are sealed anew, too
     */
    Forgery rewritten(int index, boolean all) {
        LiveUpdateEvent was = get(index);
        List<LiveUpdateEvent> forged = new ArrayList<>(events);
        int before = indexOf(was.host(), was.sequence() - 1);
        LedgerHead head = before < 0 ? LedgerHead.EMPTY : LedgerHead.after(get(before));
        LiveUpdateEvent sealed = CODEC.seal(head, draft(was.host(), new Random(was.sequence() + 4711)));
        forged.set(index, sealed);
        for (int i = index + 1; all && i < forged.size(); i++) {
            LiveUpdateEvent next = forged.get(i);
            if (next.host().equals(was.host())) {
                sealed = CODEC.seal(
                        LedgerHead.after(sealed),
                        new Draft(next.host(), next.source(), next.boot(), next.at(), next.body()));
                forged.set(i, sealed);
            }
        }
        return new Forgery(forged);
    }

    /** The receipt of this log as it is. */
    Receipt receipt() {
        return verified().receipt("2026-11-22T17:00:00Z");
    }

    LogVerifier verified(Receipt... receipts) {
        LogVerifier verifier = new LogVerifier();
        for (Receipt receipt : receipts) {
            verifier.against("receipt", receipt);
        }
        read("log", verifier);
        verifier.end();
        return verifier;
    }

    void read(String name, LogVerifier verifier) {
        verifier.begin(name);
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent recorded = CODEC.decode(CODEC.encode(events.get(i)));
            verifier.accept(recorded, LogPosition.inFile(name, i));
        }
    }
}
