package io.luoledger.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/**
 * Server-sent events that say that something changed, and nothing else. No thread waits for a listener: each has at most one
 * write on its way, what changes meanwhile is told in one, and who takes none for long is given up.
 */
final class ChangeStream {
    private static final int MOST = 64;
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier sequence;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    /** @param sequence rises with every change */
    ChangeStream(LongSupplier sequence) {
        this.sequence = sequence;
    }

    /** One that is sent events until it goes away. */
    private final class Listener implements Callback {
        private final Content.Sink out;
        private final Callback end;
        private long told = -1;
        private long sentAt = System.nanoTime();
        private boolean writing;
        private boolean closed;

        Listener(Content.Sink out, Callback end) {
            this.out = out;
            this.end = end;
        }

        synchronized void tick(long now, long current) {
            if (writing) {
                if (now - sentAt > PATIENCE_NANOS) {
                    leave(new java.util.concurrent.TimeoutException("takes no events"));
                }
            } else if (current != told) {
                told = current;
                send(now, "event: changed\ndata: {\"sequence\":" + current + "}\n\n");
            } else if (now - sentAt > HEARTBEAT_NANOS) {
                send(now, ":\n\n");
            }
        }

        synchronized void probe() {
            if (!writing) {
                send(System.nanoTime(), ":\n\n");
            }
        }

        private void send(long now, String text) {
            sentAt = now;
            writing = true;
            out.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), this);
        }

        @Override
        public synchronized void succeeded() {
            writing = false;
            if (closed) {
                sendLast();
            }
        }

        @Override
        public synchronized void failed(Throwable gone) {
            if (closed) {
                end.failed(gone);
            } else {
                leave(gone);
            }
        }

        private void leave(Throwable why) {
            if (listeners.remove(this)) {
                end.failed(why);
            }
        }

        synchronized void close() {
            if (listeners.remove(this)) {
                closed = true;
                if (!writing) {
                    sendLast();
                }
            }
        }

        private void sendLast() {
            out.write(true, ByteBuffer.allocate(0), end);
        }
    }

    /** Whether there is room for one more; it is told at once how things stand. */
    boolean add(Content.Sink out, Callback end) {
        if (listeners.size() >= MOST) {
            // who has gone is noticed when something is sent: there may be room in a moment
            listeners.forEach(Listener::probe);
            return false;
        }
        Listener listener = new Listener(out, end);
        listeners.add(listener);
        listener.tick(System.nanoTime(), sequence.getAsLong());
        return true;
    }

    /** To be called again and again. */
    void tick() {
        long now = System.nanoTime();
        long current = sequence.getAsLong();
        listeners.forEach(listener -> listener.tick(now, current));
    }

    void close() {
        listeners.forEach(Listener::close);
    }
}
