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

    /** Retrieves a session and its first files, by tokens from 1 on, and finishes it. */
    Lines takeBack(String session, String handle, String... files) {
        op("retrieve_session", session, handle);
        for (int token = 1; token <= files.length; token++) {
            op("retrieve", handle, token, files[token - 1]);
        }
        return op("finish", handle).op("close", handle);
    }

    String text() {
        return text.toString();
    }
}
