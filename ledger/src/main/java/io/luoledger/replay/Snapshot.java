package io.luoledger.replay;

import io.luoledger.abi.AbiGate;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Scope;
import io.luoledger.event.ChainHash;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.BootTrail;
import io.luoledger.stats.StatsKey;
import io.luoledger.store.StateCodec;
import io.luoledger.store.StateDigest;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The states of a replay at one place of a log, so that a later replay can begin there. No more than a short cut: the
 * same states come out of a replay from the beginning, and the digest says whether they do.
 *
 * <pre>
 * snapshot = "LUOSNAP" version(1) retention host place events digest(32) { 1 entity } 0 { 1 host trail } 0
 *            { 1 host link } 0 { 1 release content } 0 sha-256(32)        the ABI judge's, not in version 1
 * place    = file(16) offset event      sync marker of the log file, where its next block begins, that block's number of
 *                                       its first event; file is zero and offset -1 for what isn't one file
 * </pre>
 *
 * @param name what messages call it
 * @param retention how many settled updates the states hold
 * @param onlyHost the only host whose events were read, null for all
 * @param place where the log goes on
 * @param events how many events were taken
 * @param digest of the states
 * @param judged what the ABI judge said, null where the snapshot doesn't tell
 */
public record Snapshot(
        String name,
        int retention,
        @Nullable String onlyHost,
        ResumePoint place,
        long events,
        String digest,
        List<Entity> entities,
        Map<String, BootTrail> trails,
        AbiDigest.@Nullable InMemory judged) {
    private static final byte[] MAGIC = "LUOSNAP".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    /** Without what the ABI judge said. */
    private static final int WITHOUT_JUDGED = 1;

    /** A state is some hundred bytes. Unit: bytes. */
    private static final int MAX_ITEM_BYTES = 1 << 20;

    private static final int SHA_BYTES = 32;

    /** Where a log goes on: in which file, at which byte, behind how many of its events. */
    public record ResumePoint(String file, long offset, long event) {
        /** Somewhere: what was read before is passed over. */
        public static final ResumePoint UNKNOWN = new ResumePoint("0".repeat(32), -1, 0);
    }

    /**
     * Of a replay as it stands.
     *
     * @param place of the first event that it didn't take
     */
    public static Snapshot of(Replay replay, int retention, ResumePoint place) {
        List<Entity> entities = new ArrayList<>();
        replay.entities().scan(new Scope.Everything(), entities::add);
        return new Snapshot(
                "snapshot",
                retention,
                replay.onlyHost(),
                place,
                replay.events(),
                replay.digest(),
                entities,
                replay.trails(),
                replay.judged());
    }

    /** A replay that goes on from here. */
    public Replay resume(AbiGate gate, @Nullable Until until) {
        return resume(gate, List.of(), StatsKey.DEFAULT_WINDOW_MICROS, until, 1);
    }

    /**
     * The same, with statistics of what comes from here on.
     *
     * @param plan releases of the kernels that hosts are to boot next
     * @param windowMicros length of a window of the statistics. Unit: microseconds
     * @param threads how many replay, besides the one that reads
     */
    public Replay resume(AbiGate gate, List<String> plan, long windowMicros, @Nullable Until until, int threads) {
        return Replay.resumed(this, gate, plan, windowMicros, until, threads);
    }

    /** Number, among the events that were handed to a replay, of the first one that it left. */
    public static long firstLeft(Replay replay) {
        return replay.firstLeft();
    }

    /** Writes it; leaves the stream open. */
    public void write(OutputStream stream) {
        DigestOutputStream digested = new DigestOutputStream(stream, sha256());
        try {
            DataOutputStream out = new DataOutputStream(digested);
            out.write(MAGIC);
            out.writeByte(judged == null ? WITHOUT_JUDGED : VERSION);
            out.writeInt(retention);
            item(out, (onlyHost == null ? "" : onlyHost).getBytes(StandardCharsets.UTF_8));
            out.write(HexFormat.of().parseHex(place.file()));
            out.writeLong(place.offset());
            out.writeLong(place.event());
            out.writeLong(events);
            out.write(HexFormat.of().parseHex(digest));
            for (Entity entity : entities) {
                out.writeByte(1);
                item(out, StateCodec.encode(entity));
            }
            out.writeByte(0);
            for (Map.Entry<String, BootTrail> trail : trails.entrySet()) {
                entry(out, trail.getKey(), StateCodec.encode(trail.getValue()));
            }
            out.writeByte(0);
            if (judged != null) {
                for (Map.Entry<String, ChainHash> link : judged.all().entrySet()) {
                    entry(out, link.getKey(), link.getValue().bytes());
                }
                out.writeByte(0);
                for (Map.Entry<String, String> kernel : judged.kernels().entrySet()) {
                    entry(out, kernel.getKey(), kernel.getValue().getBytes(StandardCharsets.UTF_8));
                }
                out.writeByte(0);
            }
            out.flush();
            stream.write(digested.getMessageDigest().digest());
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void entry(DataOutputStream out, String name, byte[] value) throws IOException {
        out.writeByte(1);
        item(out, name.getBytes(StandardCharsets.UTF_8));
        item(out, value);
    }

    private static Map<String, byte[]> entries(DataInputStream in) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        while (in.readUnsignedByte() == 1) {
            entries.put(new String(item(in), StandardCharsets.UTF_8), item(in));
        }
        return entries;
    }

    private static void item(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads one and checks that it is whole and that its states have the digest that it says.
     *
     * @throws UnreadableInputException for what isn't a whole snapshot of this version
     */
    public static Snapshot read(String name, InputStream stream) {
        DigestInputStream digested = new DigestInputStream(stream, sha256());
        DataInputStream in = new DataInputStream(digested);
        try {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw bad(name, "not a snapshot", null);
            }
            int version = in.readUnsignedByte();
            if (version != VERSION && version != WITHOUT_JUDGED) {
                throw bad(name, "a snapshot of format " + version + ", this version reads " + VERSION, null);
            }
            int retention = in.readInt();
            String host = new String(item(in), StandardCharsets.UTF_8);
            String file = HexFormat.of().formatHex(in.readNBytes(16));
            ResumePoint place = new ResumePoint(file, in.readLong(), in.readLong());
            long events = in.readLong();
            String digest = HexFormat.of().formatHex(in.readNBytes(SHA_BYTES));
            List<byte[]> states = new ArrayList<>();
            while (in.readUnsignedByte() == 1) {
                states.add(item(in));
            }
            Map<String, byte[]> trails = entries(in);
            Map<String, byte[]> links = version == WITHOUT_JUDGED ? null : entries(in);
            Map<String, byte[]> kernels = version == WITHOUT_JUDGED ? Map.of() : entries(in);
            byte[] computed = digested.getMessageDigest().digest();
            if (!Arrays.equals(in.readNBytes(SHA_BYTES), computed) || in.read() >= 0) {
                throw bad(name, "a damaged snapshot: its checksum doesn't fit", null);
            }
            // only now is it known that nothing of it is damaged: what fails here is of another version
            EntityMap kept = checked(name, states, digest);
            List<Entity> entities = new ArrayList<>();
            kept.scan(new Scope.Everything(), entities::add);
            return new Snapshot(
                    name,
                    retention,
                    host.isEmpty() ? null : host,
                    place,
                    events,
                    StateDigest.of(kept),
                    entities,
                    trailsOf(trails),
                    links == null ? null : judgedOf(links, kernels));
        } catch (EOFException e) {
            throw bad(name, "a snapshot that is cut", e);
        } catch (IOException e) {
            throw bad(name, "a damaged snapshot: " + e.getMessage(), e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw bad(name, "a snapshot of states that this version doesn't know: " + e.getMessage(), e);
        }
    }

    private static Map<String, BootTrail> trailsOf(Map<String, byte[]> stored) {
        Map<String, BootTrail> trails = new TreeMap<>();
        stored.forEach((host, bytes) -> trails.put(host, StateCodec.trail(bytes)));
        return trails;
    }

    private static AbiDigest.InMemory judgedOf(Map<String, byte[]> links, Map<String, byte[]> kernels) {
        Map<String, ChainHash> hosts = new TreeMap<>();
        links.forEach((host, link) -> hosts.put(host, ChainHash.of(link)));
        Map<String, String> contents = new TreeMap<>();
        kernels.forEach((release, content) -> contents.put(release, new String(content, StandardCharsets.UTF_8)));
        return new AbiDigest.InMemory(hosts, contents);
    }

    /** The states, whose digest has to be the one that it says: of the bytes as they were written, whatever their format. */
    private static EntityMap checked(String name, List<byte[]> states, String digest) {
        EntityMap kept = new EntityMap();
        Map<EntityKey, byte[]> stored = new HashMap<>();
        for (byte[] state : states) {
            Entity entity = StateCodec.decode(state);
            kept.put(entity);
            stored.put(entity.key(), state);
        }
        if (!StateDigest.of(kept, stored).equals(digest)) {
            throw bad(name, "a damaged snapshot: its states don't have the digest that it says", null);
        }
        return kept;
    }

    private static byte[] item(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_ITEM_BYTES) {
            throw new IOException("an item of " + length + " bytes, expected 0 to " + MAX_ITEM_BYTES);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    /** The bytes of it. */
    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out);
        return out.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static UnreadableInputException bad(String name, String what, @Nullable Exception cause) {
        String message = name + ": " + what + "; expected a snapshot as replay --save-snapshot writes it";
        return cause == null ? new UnreadableInputException(message) : new UnreadableInputException(message, cause);
    }
}
