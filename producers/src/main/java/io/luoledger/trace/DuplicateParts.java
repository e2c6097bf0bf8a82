package io.luoledger.trace;

import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses the same text given twice, before anything is read. Only the whole text tells: two boots of one machine often
 * begin with the same lines.
 */
final class DuplicateParts {
    private static final int CHUNK = 1 << 16;

    private DuplicateParts() {}

    static void refuse(List<TextFile> parts) {
        Map<Long, List<TextFile>> bySize = new HashMap<>();
        for (TextFile part : parts) {
            long size = part.bytes();
            if (size <= 0) {
                continue;
            }
            List<TextFile> sameSize = bySize.computeIfAbsent(size, any -> new ArrayList<>());
            for (TextFile before : sameSize) {
                if (same(before, part)) {
                    throw new UnreadableInputException(part.name() + ": the same text as " + before.name()
                            + ", expected each part of each boot once");
                }
            }
            sameSize.add(part);
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
                    other.name() + ": can't be compared with " + one.name() + ": " + e.getMessage()
                            + ", expected text that can be read",
                    e);
        }
    }
}
