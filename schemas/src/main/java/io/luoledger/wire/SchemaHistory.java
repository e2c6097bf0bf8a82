package io.luoledger.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The published schemas as files: their names, their table of ids, and the checksums that show an edit. */
final class SchemaHistory {
    static final String IDS = "ids.tsv";
    static final String SUMS = "SHA256SUMS";
    /** Files that are out in the world: not even before a release's end may they be replaced. */
    static final String RELEASED = "RELEASED";

    /** Ids below are those of version 1, counted by hand, and of schema registries. */
    static final int FIRST_CONTENT_ID = 1 << 30;

    /** Reads one file of the history. */
    @FunctionalInterface
    interface Files {
        Optional<String> read(String name);
    }

    /** One line of the table of ids. */
    record Line(int id, String subject, int version, String file) {
        String text() {
            return id + "\t" + subject + "\t" + version + "\t" + file;
        }
    }

    private SchemaHistory() {}

    static List<Line> lines(String ids) {
        List<Line> lines = new ArrayList<>();
        for (String line : ids.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.strip().split("\t");
            if (columns.length != 4) {
                throw new IllegalStateException(IDS + ": not a line of four columns: " + line);
            }
            lines.add(new Line(Integer.parseInt(columns[0]), columns[1], Integer.parseInt(columns[2]), columns[3]));
        }
        return lines;
    }

    /** The table with this line: in the place of the one of the same file, else at the end. */
    static String with(String ids, Line line) {
        StringBuilder text = new StringBuilder();
        boolean replaced = false;
        for (String known : ids.lines().toList()) {
            boolean same = known.endsWith("\t" + line.file());
            replaced |= same;
            text.append(same ? line.text() : known).append('\n');
        }
        return replaced ? text.toString() : text + line.text() + "\n";
    }

    /**
     * The id of a subject's schema with this frozen text: from 2^30 up, so that it is none that a schema registry gives (they count
     * from 1), and made of the content, so that two branches of the source can't give it to two schemas.
     */
    static int idOf(String subject, String frozen) {
        byte[] digest = Digests.sha256((subject + "\n" + frozen).getBytes(StandardCharsets.UTF_8));
        return FIRST_CONTENT_ID | (ByteBuffer.wrap(digest).getInt() & (FIRST_CONTENT_ID - 1));
    }

    /** File to checksum, as {@code sha256sum} writes it. */
    static Map<String, String> sums(String text) {
        Map<String, String> sums = new LinkedHashMap<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] words = line.strip().split("\\s+", 2);
            sums.put(words[1], words[0]);
        });
        return sums;
    }

    static String sumsText(Map<String, String> sums) {
        StringBuilder text = new StringBuilder();
        sums.forEach((file, sum) -> text.append(sum).append("  ").append(file).append('\n'));
        return text.toString();
    }

    static String sum(String contents) {
        return HexFormat.of().formatHex(Digests.sha256(contents.getBytes(StandardCharsets.UTF_8)));
    }

    /** What says that a frozen file was edited, is missing, or was never entered. */
    static List<String> edited(Files files) {
        List<String> problems = new ArrayList<>();
        Map<String, String> sums = sums(files.read(SUMS).orElse(""));
        for (Line line : lines(files.read(IDS).orElse(""))) {
            String expected = sums.remove(line.file());
            Optional<String> contents = files.read(line.file());
            if (contents.isEmpty()) {
                problems.add(line.file() + ": missing, expected the schema that was published as id " + line.id());
            } else if (expected == null) {
                problems.add(line.file() + ": no checksum in " + SUMS);
            } else if (!expected.equals(sum(contents.get()))) {
                problems.add(line.file() + ": was edited after it was published, expected SHA-256 " + expected
                        + "; a published schema is never edited: publish a new version");
            }
        }
        sums.keySet().forEach(file -> problems.add(file + ": in " + SUMS + " but not in " + IDS));
        return problems;
    }
}
