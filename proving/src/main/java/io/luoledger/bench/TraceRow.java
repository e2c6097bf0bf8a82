package io.luoledger.bench;

import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Reading the trace text of an outgoing kernel, beside a BufferedReader that reads its lines. */
final class TraceRow {
    /** What its probes print of one preserved memfd, about as long as real text. */
    private static final int LINES_OF_A_FILE = 14;

    private TraceRow() {}

    static Row row() {
        return new Row.Ratio(
                "import",
                "importing trace text, bytes / a BufferedReader's lines of the same text",
                Row.Bound.AT_LEAST,
                Row.Clock.CPU,
                0.3,
                0.02,
                TraceRow::open);
    }

    private static Contest open(Setting setting) {
        byte[] text = text(Math.max(1, setting.events() / LINES_OF_A_FILE)).getBytes(StandardCharsets.UTF_8);
        return Contest.of(() -> imported(text), () -> read(text));
    }

    private static long imported(byte[] text) {
        AtomicLong events = new AtomicLong();
        new TraceImport("bench", List.of(List.of(new Text(text))), List.of("7.3"), List.of())
                .forEach(draft -> events.incrementAndGet());
        if (events.get() == 0) {
            throw new IllegalStateException("nothing was understood of the trace text");
        }
        return text.length;
    }

    private static long read(byte[] text) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8))) {
            long characters = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                characters += line.length() + 1;
            }
            return characters;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares texts
    private record Text(byte[] bytesOf) implements TextFile {
        @Override
        public String name() {
            return "bench.trace";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytesOf);
        }

        @Override
        public long bytes() {
            return bytesOf.length;
        }
    }

    private static String text(int files) {
        Lines lines = new Lines();
        lines.call("luo_session_create: (luo_session_create+0x0/0x130) name=\"vm\"");
        lines.call("luo_session_create__ret: (luo_ioctl_create_session+0x42/0xb0 <- luo_session_create) ret=0");
        for (int file = 1; file <= files; file++) {
            String pointer = "0xff11000000%06x".formatted(file);
            lines.call("luo_session_ioctl: (luo_session_ioctl+0x0/0x1a0) session=\"vm\" cmd=0xba40");
            lines.call("luo_session_preserve_fd: (luo_session_preserve_fd+0x0/0x90) name=\"vm\" fd=7 token=" + file);
            lines.call("luo_preserve_file: (luo_preserve_file+0x0/0x270) file_set=0xff11000000944898 count="
                    + (file - 1) + " token=" + file + " fd=7");
            lines.call("memfd_luo_can_preserve: (memfd_luo_can_preserve+0x0/0x40) file=" + pointer);
            lines.call("memfd_luo_can_preserve__ret: (luo_preserve_file+0xf7/0x270 <- memfd_luo_can_preserve) ret=1");
            lines.call("luo_flb_file_preserve: (luo_flb_file_preserve+0x0/0x1b0) handler=\"memfd-v2\"");
            lines.call("luo_flb_file_preserve__ret: (luo_preserve_file+0x163/0x270 <- luo_flb_file_preserve) ret=0");
            lines.call("memfd_luo_preserve: (memfd_luo_preserve+0x0/0x480) file=" + pointer);
            lines.call("kho_alloc_preserve: (kho_alloc_preserve+0x0/0x20) size=48");
            lines.call("kho_alloc_preserve__ret: (memfd_luo_preserve+0x43/0x480 <- kho_alloc_preserve) ret=" + pointer);
            lines.call("memfd_luo_preserve__ret: (luo_preserve_file+0x1b8/0x270 <- memfd_luo_preserve) ret=0");
            lines.call("luo_preserve_file__ret: (luo_session_preserve_fd+0x3a/0x90 <- luo_preserve_file) ret=0");
            lines.call(
                    "luo_session_preserve_fd__ret: (luo_session_ioctl+0x131/0x1a0 <- luo_session_preserve_fd) ret=0");
            lines.call("luo_session_ioctl__ret: (__x64_sys_ioctl+0x366/0x820 <- luo_session_ioctl) ret=0");
        }
        return lines.text();
    }

    /** Lines as tracefs prints them, a microsecond apart. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder("# tracer: nop\n#\n");
        private long micros = 4_000_000;

        void call(String call) {
            micros++;
            text.append("            init-1       [000] ...2.  %6d.%06d: "
                            .formatted(micros / 1_000_000, micros % 1_000_000))
                    .append(call)
                    .append('\n');
        }

        String text() {
            return text.toString();
        }
    }
}
