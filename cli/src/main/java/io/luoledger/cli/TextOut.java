package io.luoledger.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Standard output for people: no line is wider than there is room for. What programs read goes to {@link #exact}. */
final class TextOut extends PrintWriter {
    /** Of a pipe, of which nobody says how wide it is. Unit: characters */
    private static final int PIPE_WIDTH = 100;

    private static final int MIN_WIDTH = 40;
    private static final int MAX_WIDTH = 1000;

    private final PrintWriter exact;
    private final int width;

    TextOut(PrintWriter exact, int width) {
        super(new Lines(exact, width));
        this.exact = exact;
        this.width = width;
    }

    /**
     * How wide output may be: as COLUMNS says, else as the terminal that the launcher asked, else what suits a pipe.
     *
     * @param environment the process's
     * @param terminal what the launcher says; null when it says nothing
     */
    static int width(Map<String, String> environment, @Nullable String terminal) {
        for (String said : new String[] {environment.get("COLUMNS"), terminal}) {
            if (said != null && said.matches("[1-9]\\d{0,8}")) {
                return Math.clamp(Integer.parseInt(said), MIN_WIDTH, MAX_WIDTH);
            }
        }
        return PIPE_WIDTH;
    }

    /** How wide what is printed there may be; without end for what isn't standard output. */
    static int width(PrintWriter out) {
        return out instanceof TextOut text ? text.width : Integer.MAX_VALUE;
    }

    /** The same output for what has to stay as it is: documents, scripts, lists with one entry per line. */
    static PrintWriter exact(PrintWriter out) {
        out.flush();
        return out instanceof TextOut text ? text.exact : out;
    }

    @Override
    public boolean checkError() {
        boolean own = super.checkError();
        return exact.checkError() || own;
    }

    /** Folds each line when it has come to its end. */
    private static final class Lines extends Writer {
        private final PrintWriter out;
        private final int width;
        private final StringBuilder line = new StringBuilder();

        Lines(PrintWriter out, int width) {
            this.out = out;
            this.width = width;
        }

        @Override
        public void write(char[] text, int from, int length) {
            int begin = from;
            for (int i = from; i < from + length; i++) {
                if (text[i] == '\n') {
                    line.append(text, begin, i - begin);
                    fold();
                    out.print('\n');
                    begin = i + 1;
                }
            }
            line.append(text, begin, from + length - begin);
        }

        private void fold() {
            out.print(String.join("\n", TextFlow.fold(line.toString(), width)));
            line.setLength(0);
        }

        @Override
        public void flush() {
            if (!line.isEmpty()) {
                fold();
            }
            out.flush();
        }

        @Override
        public void close() throws IOException {
            flush();
            out.close();
        }
    }
}
