package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.text.TextFile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is held depends on what is live in the kernel, not on how long the text is. */
class BoundedStateTest {
    private static final int CYCLES = 20_000;

    @Test
    void shouldLetEventsGoAsTheyCome() {
        // Given: a text that is made while it is read
        CycleFile text = new CycleFile();
        AtomicLong events = new AtomicLong();
        AtomicLong farthestBehind = new AtomicLong();

        // When
        new TraceImport("h1", List.of(List.of(text)), List.of(), List.of()).forEach(draft -> {
            long told = events.incrementAndGet() / CycleText.EVENTS;
            farthestBehind.accumulateAndGet(text.opened.made - told, Math::max);
        });

        // Then: never farther behind than the boot's first events are held, plus a read buffer
        assertThat(events.get()).isEqualTo((long) CYCLES * CycleText.EVENTS);
        assertThat(farthestBehind.get()).isLessThan(10_000 / CycleText.EVENTS + 500);
    }

    @Test
    void shouldTellTheEventsBehindACallThatNeverReturns() {
        // Given: one task hangs in its call while another goes on
        String hanging = "        hung-9       [000] ...1.     1.000000: luo_session_ioctl: (luo_session_ioctl+0x0/0x1)"
                + " session=\"x\" cmd=0xba42\n";
        CycleText text = new CycleText(EventQueue.MAX_WAITING / CycleText.EVENTS + 100);
        InputStream both = new java.io.SequenceInputStream(
                new java.io.ByteArrayInputStream(hanging.getBytes(StandardCharsets.UTF_8)), text);
        List<Draft> gaps = new ArrayList<>();
        AtomicLong events = new AtomicLong();

        // When
        new TraceImport("h1", List.of(List.of(TextFile.of("hanging", both))), List.of(), List.of()).forEach(draft -> {
            events.incrementAndGet();
            if (draft.body().type().equals("SourceGap")) {
                gaps.add(draft);
            }
        });

        // Then
        assertThat(events.get()).isGreaterThan(EventQueue.MAX_WAITING);
        assertThat(gaps.stream().map(draft -> draft.body().toString()))
                .containsExactly(
                        "SourceGap[reason=OTHER, detail=hanging: a call takes so long that the events behind it are told"
                                + " before its own, line=400000]",
                        "SourceGap[reason=TRUNCATED, detail=hanging: FINISH begins here, but its return is not in the"
                                + " text, line=1]");
    }

    /** Can be read again and again, as a file can. */
    private static final class CycleFile implements TextFile {
        private CycleText opened = new CycleText(0);

        @Override
        public String name() {
            return "cycles";
        }

        @Override
        public InputStream open() {
            opened = new CycleText(CYCLES);
            return opened;
        }

        @Override
        public long bytes() {
            return Integer.MAX_VALUE;
        }
    }

    /** Sessions that are created and closed, one after the other. */
    private static final class CycleText extends InputStream {
        private static final int EVENTS = 2;

        private final int cycles;
        private int made;
        private byte[] cycle = new byte[0];
        private int position;

        private CycleText(int cycles) {
            this.cycles = cycles;
        }

        @Override
        public int read() {
            if (position == cycle.length) {
                if (made == cycles) {
                    return -1;
                }
                cycle = make(made++).getBytes(StandardCharsets.UTF_8);
                position = 0;
            }
            return cycle[position++];
        }

        /** At most the rest of one cycle, so that the reader doesn't run ahead by more than it must. */
        @Override
        public int read(byte[] into, int offset, int length) {
            int first = read();
            if (first < 0) {
                return -1;
            }
            into[offset] = (byte) first;
            int more = Math.min(length - 1, cycle.length - position);
            System.arraycopy(cycle, position, into, offset + 1, more);
            position += more;
            return more + 1;
        }

        private static String make(int number) {
            String start = String.format(
                    "        init-1       [001] ...1.  %d.%06d: ", 2 + number / 1_000_000, number % 1_000_000);
            String name = "name=\"s" + number + "\"";
            return start + "luo_session_create: (luo_session_create+0x0/0x1) " + name + "\n"
                    + start + "luo_session_create__ret: (luo_ioctl+0x1/0x2 <- luo_session_create) ret=0\n"
                    + start + "luo_session_release: (luo_session_release+0x0/0x1) " + name + " retrieved=0\n"
                    + start + "luo_session_release__ret: (__fput+0x1/0x2 <- luo_session_release) ret=0\n";
        }
    }
}
