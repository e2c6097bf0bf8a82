package io.luoledger.trace;

import io.luoledger.text.TextFile;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Refuses the same text given twice, before anything is read. Only the whole text tells: two boots of one machine often
 * begin with the same lines.
 */
final class DuplicateParts {
    private static final int CHUNK = 1 << 16;

    private DuplicateParts() {}

    static void refuse(List<TextFile> parts) {
        Map<Long, List<TextFile>> bySize =
                parts.stream().filter(part -> part.bytes() > 0).collect(Collectors.groupingBy(TextFile::bytes));
        bySize.values().stream().filter(sameSize -> sameSize.size() > 1).forEach(DuplicateParts::refuseSame);
    }

    /** Each is read once to tell it from all others, however many there are. */
    private static void refuseSame(List<TextFile> sameSize) {
        Map<Long, List<TextFile>> bySum = new HashMap<>();
        for (TextFile part : sameSize) {
            List<TextFile> sameSum = bySum.computeIfAbsent(sum(part), any -> new ArrayList<>());
            for (TextFile before : sameSum) {
                if (same(before, part)) {
                    throw new UnreadableInputException(part.name() + ": the same text as " + before.name()
                            + ", expected each part of each boot once");
                }
            }
            sameSum.add(part);
        }
    }

    private static long sum(TextFile part) {
        try (CheckedInputStream in = new CheckedInputStream(part.open(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        } catch (IOException e) {
            throw new UnreadableInputException(part.name() + ": can't be read: " + Reason.of(e), e);
        }
    }

    private static boolean same(TextFile one, TextFile other) {
        try (InputStream left = one.open();
                InputStream right = other.open()) {
            while (true) {
                byte[] ofLeft = left.readNBytes(CHUNK);
                if (!Arrays.equals(ofLeft, right.readNBytes(CHUNK))) {
                    return false;
                }
                if (ofLeft.length == 0) {
                    return true;
                }
            }
        } catch (IOException e) {
            throw new UnreadableInputException(
                    other.name() + ": can't be compared with " + one.name() + ": " + Reason.of(e)
                            + ", expected text that can be read",
                    e);
        }
    }
}
