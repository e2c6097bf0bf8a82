package io.luoledger.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.luoledger.wire.Reason;
import io.luoledger.wire.TakenException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A small HTTP server that answers questions and changes nothing. Life: {@link #bind} takes the port, {@link #serve}
 * adds what is answered, {@link #start} begins to answer, {@link #close} ends it. Everything that comes from outside is
 * bounded: the request's size and time, and how many connections there are. Each has a thread of its own, because the JDK's
 * server reads a request on the thread that answers it: a client that is slow, or never ends its request, keeps nobody else
 * waiting. It answers only to the name that it listens on, so that no web page of elsewhere can ask it through a browser.
 */
public final class HttpEndpoint implements AutoCloseable {
    public static final String LOOPBACK = "127.0.0.1";

    private static final int CONNECTIONS = 1_000;
    private static final int WAITING = 64;
    private static final int MAX_URI_CHARS = 2_000;
    private static final int NOT_FOUND = 404;

    static {
        limit("sun.net.httpserver.maxReqTime", "5");
        limit("sun.net.httpserver.maxRspTime", "60");
        limit("sun.net.httpserver.maxReqHeaders", "50");
        limit("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));
    }

    /** Limits of the JDK's server are system properties, read when it is first used. */
    private static void limit(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final String host;
    private final Set<String> names;
    private boolean started;

    private HttpEndpoint(HttpServer server, String host) {
        this.server = server;
        this.host = host;
        String port = ":" + server.getAddress().getPort();
        this.names = Set.of(
                (host + port).toLowerCase(Locale.ROOT),
                LOOPBACK.equals(host) ? "localhost" + port : (host + port).toLowerCase(Locale.ROOT) + ".");
        this.workers = new ThreadPoolExecutor(0, CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "luo-ledger http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(workers);
        serve("/", HttpEndpoint::nothing);
    }

    /**
     * Takes a port; nothing is answered yet.
     *
     * @param host the address to listen on, under which others ask
     * @param port 0 for any free one
     * @throws TakenException when it can't be had
     */
    public static HttpEndpoint bind(String host, int port) {
        try {
            return new HttpEndpoint(HttpServer.create(new InetSocketAddress(host, port), WAITING), host);
        } catch (IOException | RuntimeException e) {
            throw new TakenException(
                    "port " + port + " of " + host + " can't be used for HTTP: " + Reason.of(e)
                            + "; expected a free one of this machine",
                    e);
        }
    }

    /** Answers GET requests for this path, and what is below it, from now on. */
    public void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (permitted(exchange)) {
                    // the JDK's server looks at the path's beginning only: /viewx isn't /view
                    String asked = exchange.getRequestURI().getPath();
                    boolean here = path.equals("/") || asked.equals(path) || asked.startsWith(path + "/");
                    if (here) {
                        handler.handle(exchange);
                    } else {
                        nothing(exchange);
                    }
                }
            }
        });
    }

    private static void nothing(HttpExchange exchange) throws IOException {
        Answer.error(NOT_FOUND, "nothing here; expected /metrics, /view?host=NAME or /digest")
                .send(exchange);
    }

    private boolean permitted(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestHeaders().getFirst("Host");
        if (asked == null || !names.contains(asked.toLowerCase(Locale.ROOT))) {
            Answer.error(403, "this is " + address() + ", asked for another name")
                    .send(exchange);
            return false;
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            Answer.error(405, "only GET is answered").send(exchange);
            return false;
        }
        if (exchange.getRequestURI().toString().length() > MAX_URI_CHARS) {
            Answer.error(414, "the request is longer than " + MAX_URI_CHARS + " characters")
                    .send(exchange);
            return false;
        }
        return true;
    }

    public void start() {
        started = true;
        server.start();
    }

    /** host:port. */
    public String address() {
        return host + ":" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        if (!started) {
            // the JDK's server gives its port back only from the thread that its start makes
            server.start();
        }
        server.stop(0);
        workers.shutdownNow();
    }

    /**
     * An answer: one JSON document.
     *
     * @param status HTTP's
     */
    record Answer(int status, String json) {
        private static final int OK = 200;

        static Answer ok(String json) {
            return new Answer(OK, json);
        }

        static Answer error(int status, String message) {
            return new Answer(
                    status,
                    com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                                    .objectNode()
                                    .put("error", message)
                            + "\n");
        }

        void send(HttpExchange exchange) throws IOException {
            // a client that still sends gets its answer all the same
            try (InputStream body = exchange.getRequestBody()) {
                body.skipNBytes(Math.min(body.available(), MAX_URI_CHARS));
            }
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
