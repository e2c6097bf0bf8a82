package io.luoledger.cli;

import io.luoledger.proof.HostHead;
import io.luoledger.proof.Receipt;
import io.luoledger.proof.ReceiptFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that a ledger is archived to, part by part. Each part's receipt holds the heads of every host up to there,
 * so the last one tells what is archived.
 *
 * <pre>
 * events-000001.avro  events-000001.receipt.json
 * events-000002.avro  events-000002.receipt.json      read as one log: replay DIR/*.avro
 * </pre>
 */
final class ArchiveDirectory {
    private static final Pattern PART = Pattern.compile("events-(\\d{6})\\.avro");

    private final Path directory;

    ArchiveDirectory(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UnreadableInputException(directory + ": no directory to archive to: " + e.getMessage(), e);
        }
    }

    /** How many parts there are. */
    int parts() {
        try (Stream<Path> files = Files.list(directory)) {
            List<Integer> numbers = files.map(file -> PART.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(match -> Integer.parseInt(match.group(1)))
                    .sorted()
                    .toList();
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.get(i) != i + 1) {
                    throw new UnreadableInputException(directory + ": part "
                            + part(i + 1).getFileName() + " isn't there; expected every part from 1");
                }
            }
            return numbers.size();
        } catch (IOException e) {
            throw new UnreadableInputException(directory + ": can't be read: " + e.getMessage(), e);
        }
    }

    Path part(int number) {
        return directory.resolve("events-%06d.avro".formatted(number));
    }

    Path receiptOf(int number) {
        return directory.resolve("events-%06d.receipt.json".formatted(number));
    }

    /** The receipt of everything up to this part; null for part 0. */
    @Nullable
    Receipt receipt(int number) {
        if (number == 0) {
            return null;
        }
        String name = receiptOf(number).toString();
        try (InputStream in = InputFile.open(name, "the receipt of an archived part")) {
            return ReceiptFile.read(name, in);
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be read: " + e.getMessage(), e);
        }
    }

    static Map<String, HostHead> heads(@Nullable Receipt receipt) {
        Map<String, HostHead> heads = new HashMap<>();
        if (receipt != null) {
            receipt.heads().forEach(head -> heads.put(head.host(), head));
        }
        return heads;
    }
}
