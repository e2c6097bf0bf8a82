package io.luoledger.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Gives up clients that are slow, however regularly they send or take a byte: a request has to come, and an answer has to be
 * taken, as a whole in a given time. Streams, which last, are let alone.
 */
final class ConnectionWatch implements Connection.Listener {
    private static final long REQUEST_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long ANSWER_NANOS = Duration.ofSeconds(60).toNanos();

    /** By connection: until when what it does has to be done. */
    private final Map<EndPoint, Long> deadlines = new ConcurrentHashMap<>();

    @Override
    public void onOpened(Connection connection) {
        expect(connection.getEndPoint(), REQUEST_NANOS);
    }

    @Override
    public void onClosed(Connection connection) {
        deadlines.remove(connection.getEndPoint());
    }

    /** Its request is there. */
    void asked(EndPoint client) {
        deadlines.replace(client, System.nanoTime() + ANSWER_NANOS);
    }

    /** Its answer is sent, and the next request may come. */
    void answered(EndPoint client) {
        deadlines.replace(client, System.nanoTime() + REQUEST_NANOS);
    }

    /** It is sent what comes for as long as it listens. */
    void listens(EndPoint client) {
        deadlines.remove(client);
    }

    private void expect(EndPoint client, long nanos) {
        deadlines.put(client, System.nanoTime() + nanos);
    }

    /** To be called again and again. */
    void giveUpTheSlow() {
        long now = System.nanoTime();
        deadlines.forEach((client, deadline) -> {
            if (now - deadline > 0) {
                deadlines.remove(client);
                client.close(new TimeoutException("too slow"));
            }
        });
    }
}
