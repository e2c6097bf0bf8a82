package io.luoledger.archive;

import io.luoledger.files.DiskSpace;
import io.luoledger.files.FileHold;
import io.luoledger.files.InputFile;
import io.luoledger.files.OutputFile;
import io.luoledger.proof.HostHead;
import io.luoledger.proof.Receipt;
import io.luoledger.proof.ReceiptFile;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that a ledger is archived to, part by part. Each part's receipt holds the heads of every host up to there,
 * so the last one tells what is archived. Held by one process at a time.
 *
 * <pre>
 * events-000001.avro  events-000001.receipt.json
 * events-000002.avro  events-000002.receipt.json      read as one log: replay DIR/*.avro
 * foreign-000001.jsonl                                what lay on luo.events and was no event
 * </pre>
 *
 * <p>Life of a part: it grows as {@code .unverified}; is forced to the disk and verified; its receipt takes its place and
 * is forced; and only then the part takes its own. So whatever ends the process, a part that is there was verified, and
 * its receipt is there: the cluster may forget what it holds. What an end left behind, {@link #open} mends:
 *
 * <pre>
 * .unverified, and what grew      removed, with the receipt that it may have: the cluster still has it
 * a part without its receipt      verified, and given one; not whole: the last is set aside as .broken, and said
 * </pre>
 *
 * <p>A receipt without its part is no such end: somebody lost the part, and what it held may be nowhere else.
 */
public final class ArchiveDirectory implements AutoCloseable {
    private static final Pattern PART = Pattern.compile("events-(\\d{6})\\.avro");
    private static final Pattern RECEIPT = Pattern.compile("events-(\\d{6})\\.receipt\\.json");
    private static final Pattern UNVERIFIED_PART = Pattern.compile(PART + "\\.unverified");
    private static final Pattern FOREIGN = Pattern.compile("foreign-(\\d{6})\\.jsonl");
    private static final String UNVERIFIED = ".unverified";
    private static final String BROKEN = ".broken";

    private final Path directory;
    private final FileHold hold;

    private ArchiveDirectory(Path directory, FileHold hold) {
        this.directory = directory;
        this.hold = hold;
    }

    /**
     * Makes the directory if it isn't there, takes it, and mends what an earlier process left.
     *
     * @param mended is told what was, for people
     */
    public static ArchiveDirectory open(Path directory, Consumer<String> mended) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                force(directory.toAbsolutePath().getParent());
            }
        } catch (IOException e) {
            throw new UnreadableInputException(
                    directory + ": can't be made: " + Reason.of(e) + "; expected a directory to archive to", e);
        }
        ArchiveDirectory archive = new ArchiveDirectory(
                directory, FileHold.making(directory.resolve(".lock"), "the archive " + directory));
        try {
            archive.mend(mended);
            return archive;
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private void mend(Consumer<String> mended) {
        try {
            forgetReceiptsOfUnverified();
            for (Path file : files()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(UNVERIFIED) || (name.startsWith(".") && name.endsWith(".part"))) {
                    Files.delete(file);
                }
            }
            int last = parts();
            for (int number = 1; number <= last; number++) {
                if (!hasReceipt(number)) {
                    mendReceipt(number, number == last, mended);
                }
            }
            // a process that ended behind a part's last step may not have come to this one
            force(directory);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Before what they are of goes: without it they would tell of a part that was lost. */
    private void forgetReceiptsOfUnverified() throws IOException {
        for (int number : numbered(UNVERIFIED_PART)) {
            if (!Files.exists(part(number))) {
                Files.deleteIfExists(receiptOf(number));
            }
        }
        force(directory);
    }

    private boolean hasReceipt(int number) {
        return InputFile.bytes(receiptOf(number)) > 0;
    }

    private void mendReceipt(int number, boolean last, Consumer<String> mended) throws IOException {
        Receipt before = receipt(number - 1);
        try {
            force(part(number));
            write(ArchivedPart.verified(part(number), before), number);
            mended.accept(part(number) + " had no receipt: it was verified again and has one now");
        } catch (UnreadableInputException e) {
            if (!last) {
                throw e;
            }
            Path aside = part(number).resolveSibling(part(number).getFileName() + BROKEN);
            Files.deleteIfExists(receiptOf(number));
            Files.move(part(number), aside, StandardCopyOption.ATOMIC_MOVE);
            mended.accept("warning: " + part(number) + " had no receipt and is no part of the archive: "
                    + e.getMessage() + ". It was set aside as " + aside);
        }
    }

    Path directory() {
        return directory;
    }

    /** How many parts there are. */
    int parts() {
        List<Integer> numbers = numbered(PART);
        int last = Stream.concat(numbers.stream(), numbered(RECEIPT).stream().filter(this::hasReceipt))
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        for (int number = 1; number <= last; number++) {
            if (!numbers.contains(number)) {
                throw new UnreadableInputException(
                        directory + ": part " + part(number).getFileName()
                                + " isn't there"
                                + (hasReceipt(number) ? ", though its receipt is" : "")
                                + "; expected every part from 1");
            }
        }
        return last;
    }

    private List<Integer> numbered(Pattern name) {
        return files().stream()
                .map(file -> name.matcher(String.valueOf(file.getFileName())))
                .filter(Matcher::matches)
                .map(match -> Integer.parseInt(match.group(1)))
                .sorted()
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    Path part(int number) {
        return directory.resolve("events-%06d.avro".formatted(number));
    }

    /** Where a part grows. */
    Path unverified(int number) {
        return part(number).resolveSibling(part(number).getFileName() + UNVERIFIED);
    }

    Path receiptOf(int number) {
        return directory.resolve("events-%06d.receipt.json".formatted(number));
    }

    /** The files of foreign records, oldest first. */
    List<Path> foreign() {
        return numbered(FOREIGN).stream().map(this::foreign).toList();
    }

    /** The next file of foreign records. */
    Path nextForeign() {
        List<Integer> numbers = numbered(FOREIGN);
        return foreign(numbers.isEmpty() ? 1 : numbers.getLast() + 1);
    }

    private Path foreign(int number) {
        return directory.resolve("foreign-%06d.jsonl".formatted(number));
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

    /** The first part that holds an event of one of these hosts from its sequence on; the one behind the last if none does. */
    int firstThatHolds(Map<String, Long> sequences) {
        int first = parts() + 1;
        while (first > 1 && reaches(receipt(first - 1), sequences)) {
            first--;
        }
        return first;
    }

    private static boolean reaches(@Nullable Receipt receipt, Map<String, Long> sequences) {
        Map<String, HostHead> heads = heads(receipt);
        return sequences.entrySet().stream().anyMatch(from -> {
            HostHead head = heads.get(from.getKey());
            return head != null && head.sequence() >= from.getValue();
        });
    }

    /**
     * Reads a part again, which may have been damaged since it was archived.
     *
     * @throws UnreadableInputException when it isn't what its receipt says
     */
    void prove(int number) {
        Receipt told = receipt(number);
        Receipt found;
        try {
            found = ArchivedPart.verified(part(number), receipt(number - 1));
        } catch (UnreadableInputException e) {
            throw unproved(String.valueOf(e.getMessage()), e);
        }
        if (told == null || !found.root().equals(told.root()) || found.events() != told.events()) {
            throw unproved(part(number) + ": holds other events than its receipt says", null);
        }
    }

    private static UnreadableInputException unproved(String what, @Nullable Exception cause) {
        String message =
                what + "\nNothing was trimmed: the archive doesn't hold what the cluster would forget. Expected the"
                        + " part as it was archived; put a good copy there, or archive into another directory";
        return cause == null ? new UnreadableInputException(message) : new UnreadableInputException(message, cause);
    }

    /** Verifies what grew as this part; then it is one, on the disk and not only in memory. */
    void add(int number, @Nullable Receipt before) {
        try {
            force(unverified(number));
            // its name, too: a receipt that outlived it would tell of a part that was lost
            force(directory);
            write(ArchivedPart.verified(unverified(number), before), number);
            Files.move(unverified(number), part(number), StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Sees to it that a file of this directory is on the disk, its name too. */
    void keep(Path file) {
        try {
            force(file);
            force(directory);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void write(Receipt receipt, int number) throws IOException {
        try (OutputFile file = OutputFile.replacing(receiptOf(number))) {
            file.guarded(() -> ReceiptFile.write(receipt, file.writer()));
            file.complete();
        }
        force(receiptOf(number));
        force(directory);
    }

    private static void force(@Nullable Path path) throws IOException {
        if (path != null) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private UnreadableInputException unusable(IOException e) {
        return new UnreadableInputException(
                directory + ": can't be used as an archive: "
                        + (DiskSpace.isFull(e) ? DiskSpace.left(directory) : e.toString()),
                e);
    }

    static Map<String, HostHead> heads(@Nullable Receipt receipt) {
        Map<String, HostHead> heads = new HashMap<>();
        if (receipt != null) {
            receipt.heads().forEach(head -> heads.put(head.host(), head));
        }
        return heads;
    }

    @Override
    public void close() {
        hold.close();
    }
}
