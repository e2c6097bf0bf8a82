package io.luoledger.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.files.OutputFile;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LeftOut;
import io.luoledger.wire.UnreadableInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What lay on luo.events and is no part of anybody's ledger, kept byte for byte in an archive before the cluster may
 * forget it. A file of JSON lines, made with the first record that the archive doesn't have yet:
 *
 * <pre>
 * {"partition", "offset", "timestampMillis", "key", "value", "headers": [{"name", "value"}], "reason"}
 * </pre>
 *
 * <p>{@code key} and the values are Base64, or null where the record has none. Life: told each record, then
 * {@link #complete}, then closed.
 */
final class ForeignRecords implements AutoCloseable {
    private static final String REASON = "reason";

    private final ArchiveDirectory archive;
    private final ObjectMapper json = new ObjectMapper();
    private final LeftOut all = new LeftOut();
    private @Nullable Set<String> archived;
    private @Nullable OutputFile file;
    private @Nullable Path path;
    private long kept;

    ForeignRecords(ArchiveDirectory archive) {
        this.archive = archive;
    }

    void add(LedgerReader.Entry.Unreadable foreign) {
        all.add(foreign);
        ObjectNode line = line(foreign.record());
        if (archived().add(digest(line))) {
            line.put(REASON, foreign.reason());
            OutputFile out = file();
            out.guarded(() -> out.writer().println(line));
            kept++;
        }
    }

    private ObjectNode line(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode line = json.createObjectNode();
        line.put("partition", record.partition())
                .put("offset", record.offset())
                .put("timestampMillis", record.timestamp())
                .put("key", record.key())
                .put("value", record.value());
        ArrayNode headers = line.putArray("headers");
        for (Header header : record.headers()) {
            headers.addObject().put("name", header.key()).put("value", header.value());
        }
        return line;
    }

    /** Digests of what the archive has already. */
    private Set<String> archived() {
        if (archived == null) {
            archived = new HashSet<>();
            for (Path before : archive.foreign()) {
                read(before, archived);
            }
        }
        return archived;
    }

    private void read(Path before, Set<String> digests) {
        try (BufferedReader lines = Files.newBufferedReader(before, StandardCharsets.UTF_8)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                JsonNode line = json.readTree(text);
                if (line instanceof ObjectNode object) {
                    object.remove(REASON);
                    digests.add(digest(object));
                }
            }
        } catch (JsonProcessingException e) {
            throw new UnreadableInputException(before + ": not JSON lines, expected what archive wrote there", e);
        } catch (IOException e) {
            throw new UnreadableInputException(before + ": can't be read: " + e, e);
        }
    }

    /** The same whether it was just made or read back: by its text. */
    private static String digest(ObjectNode line) {
        try {
            byte[] text = line.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private OutputFile file() {
        if (file == null) {
            path = archive.nextForeign();
            file = OutputFile.replacing(path);
        }
        return file;
    }

    /** What was added is on the disk after this. */
    void complete() {
        if (file != null && path != null) {
            file.complete();
            archive.keep(path);
        }
    }

    /** What was added, also what the archive had already. */
    LeftOut all() {
        return all;
    }

    /** How many records were written, and where; null when none was. */
    @Nullable
    String written() {
        return path == null
                ? null
                : (kept == 1 ? "1 record that is no event" : kept + " records that are no events") + " kept as "
                        + (kept == 1 ? "it is" : "they are") + " in " + path;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
