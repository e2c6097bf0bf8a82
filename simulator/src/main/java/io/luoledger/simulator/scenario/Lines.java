package io.luoledger.simulator.scenario;

/** Builds the text of a script. */
final class Lines {
    private final StringBuilder text = new StringBuilder();

    Lines stage(int number) {
        return line("%" + number);
    }

    Lines line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** One line of words. */
    Lines op(Object... words) {
        String separator = "";
        for (Object word : words) {
            text.append(separator).append(word);
            separator = " ";
        }
        text.append('\n');
        return this;
    }

    String text() {
        return text.toString();
    }
}
