package io.luoledger.web;

import io.luoledger.wire.LedgerException;
import io.luoledger.wire.Reason;
import io.luoledger.wire.TakenException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server that answers questions and changes nothing. Life: {@link #bind} takes the port, {@link #serve} adds
 * what is answered, before or after {@link #start} begins to answer; {@link #close} ends it. Everything that comes from outside is bounded:
 * the request's size and time, the time to take an answer, and how many connections there are; a client that is slow keeps
 * no thread. It answers only to the name that it listens on, so that no web page of elsewhere can ask it through a browser;
 * beyond loopback only to who knows the token, who may also call it this machine, as whoever comes by a forwarded port does.
 */
public final class WebServer implements AutoCloseable {
    public static final String LOOPBACK = "127.0.0.1";
    /** Answers without a token: it tells nothing but that it answers. */
    public static final String HEALTH = "/health";

    private static final int CONNECTIONS = 1_000;
    private static final int WAITING = 64;
    private static final int THREADS = 100;
    private static final int IDLE_MILLIS = 60_000;
    /** After which it is worth asking again what nobody could tell. */
    private static final int AGAIN_SECONDS = 1;

    private static final int TICK_MILLIS = 500;
    private static final int MAX_URI_CHARS = 2_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final Set<String> LOOPBACKS = Set.of(LOOPBACK, "localhost", "::1", "[::1]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Nothing of a page comes from elsewhere, and nothing of elsewhere embeds a page. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cache-Control",
            "no-cache",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()");

    private final Server server;
    private final ServerConnector connector;
    private final String host;
    private final Set<String> names;
    private final @Nullable AccessToken token;
    private final ConnectionWatch watch = new ConnectionWatch();
    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private volatile Route.Handler otherwise = WebServer::nothing;
    private volatile @Nullable Changes changes;

    /** Where changes are told. */
    private record Changes(String path, ChangeStream stream) {}

    private WebServer(Server server, ServerConnector connector, String host, @Nullable AccessToken token) {
        this.server = server;
        this.connector = connector;
        this.host = host;
        this.token = token;
        String port = ":" + connector.getLocalPort();
        this.names = Set.of(
                (host + port).toLowerCase(Locale.ROOT),
                LOOPBACK.equals(host) ? "localhost" + port : (host + port).toLowerCase(Locale.ROOT) + ".");
        connector.addBean(watch);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                answer(request, response, callback);
                return true;
            }
        });
    }

    /**
     * Takes a port; nothing is answered yet.
     *
     * @param host the address to listen on, under which others ask
     * @param port 0 for any free one
     * @param token not null where the address isn't loopback
     * @throws TakenException when it can't be had
     */
    public static WebServer bind(String host, int port, @Nullable AccessToken token) {
        if (token == null && !isLoopback(host)) {
            throw new IllegalArgumentException("an address that others reach needs a token");
        }
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2, IDLE_MILLIS);
        threads.setName("luo-ledger http");
        threads.setDaemon(true);
        Server server = new Server(threads, new ScheduledExecutorScheduler("luo-ledger http clock", true), null);
        server.setStopTimeout(0);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(WAITING);
        connector.setIdleTimeout(IDLE_MILLIS);
        try {
            connector.open();
            return new WebServer(server, connector, host, token);
        } catch (IOException | RuntimeException e) {
            connector.close();
            Throwable reason = e.getCause() instanceof IOException cause ? cause : e;
            throw new TakenException(
                    "port " + port + " of " + host + " can't be used for HTTP: " + Reason.of(reason)
                            + "; expected a free one of this machine",
                    e);
        }
    }

    /** Whether nobody but this machine reaches it. */
    public static boolean isLoopback(String host) {
        return LOOPBACKS.contains(host.toLowerCase(Locale.ROOT));
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        // a host's name may hold anything, a slash too; paths are taken apart here, and none is a file's
        configuration.setUriCompliance(UriCompliance.from(EnumSet.of(
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
                UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT)));
        return configuration;
    }

    /** Answers this, and what else was added, from now on. */
    public void serve(List<Route> more) {
        routes.addAll(more);
    }

    /** Answers what no route does. */
    public void otherwise(Route.Handler handler) {
        otherwise = handler;
    }

    /** Tells at this path, as server-sent events, that a number rose. */
    public void stream(String path, LongSupplier sequence) {
        changes = new Changes(path, new ChangeStream(sequence));
    }

    /** Every path with a handler of its own. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>(routes.stream().map(Route::path).toList());
        Optional.ofNullable(changes).map(Changes::path).ifPresent(paths::add);
        return paths;
    }

    private static Answer nothing(Question question) {
        throw Problem.notFound("nothing here");
    }

    // ---- one request ----

    private void answer(Request request, Response response, Callback callback) {
        EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
        watch.asked(client);
        Request.addCompletionListener(request, failure -> watch.answered(client));
        HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
        String path = String.valueOf(request.getHttpURI().getPath());
        Answer answer;
        try {
            permit(request, response);
            Changes told = changes;
            if (told != null && path.equals(told.path()) && request.getMethod().equals("GET")) {
                listen(told.stream(), client, response, callback);
                return;
            }
            answer = find(path, request.getHttpURI().getQuery());
        } catch (Problem e) {
            answer = Answer.problem(e.status(), e.detail(), path);
        } catch (LedgerException e) {
            answer = Answer.problem(HttpStatus.SERVICE_UNAVAILABLE_503, String.valueOf(e.getMessage()), path);
        } catch (RuntimeException e) {
            LOG.error("{} could not be answered", path, e);
            answer = Answer.problem(
                    HttpStatus.INTERNAL_SERVER_ERROR_500, "this is a defect of luo-ledger; its log says more", path);
        }
        send(answer, request, response, callback);
    }

    private void permit(Request request, Response response) {
        String asked = request.getHeaders().get(HttpHeader.HOST);
        if (asked == null || !isCalled(asked)) {
            throw new Problem(HttpStatus.FORBIDDEN_403, "this is " + address() + ", asked for another name");
        }
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            throw new Problem(HttpStatus.METHOD_NOT_ALLOWED_405, "only GET and HEAD are answered");
        }
        if (request.getHttpURI().toString().length() > MAX_URI_CHARS) {
            throw new Problem(
                    HttpStatus.URI_TOO_LONG_414, "the request is longer than " + MAX_URI_CHARS + " characters");
        }
        if (token != null
                && !HEALTH.equals(request.getHttpURI().getPath())
                && !token.permits(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"luo-ledger\", charset=\"UTF-8\"");
            response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"luo-ledger\"");
            throw new Problem(
                    HttpStatus.UNAUTHORIZED_401,
                    "expected the token of --http-token-file: as Bearer, or as the password of any user");
        }
    }

    /** A container's port, or that of a tunnel, has another number on this machine, and leads there under loopback's name. */
    private boolean isCalled(String asked) {
        return names.contains(asked.toLowerCase(Locale.ROOT))
                || (token != null && isLoopback(PORT.matcher(asked).replaceFirst("")));
    }

    private void listen(ChangeStream stream, EndPoint client, Response response, Callback callback) {
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (!stream.add(response, callback)) {
            throw Problem.unavailable("too many listen already; try again in a moment, or ask with If-None-Match");
        }
        watch.listens(client);
    }

    private Answer find(String rawPath, @Nullable String rawQuery) {
        List<String> parts = new ArrayList<>();
        for (String part : Route.parts(rawPath.isEmpty() ? "/" : rawPath)) {
            // a plus sign of a path is one
            parts.add(decoded(part.replace("+", "%2B")));
        }
        Map<String, String> query = query(rawQuery);
        for (Route route : routes) {
            Optional<Map<String, String>> named = route.match(parts);
            if (named.isPresent()) {
                return route.handler().answer(new Question(rawPath, named.get(), query));
            }
        }
        return otherwise.answer(new Question(rawPath, Map.of(), query));
    }

    private static Map<String, String> query(@Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        for (String part : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("the request isn't URL-encoded");
        }
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.ETAG, answer.etag());
        if (answer.status() == HttpStatus.OK_200
                && answer.etag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            callback.succeeded();
            return;
        }
        response.setStatus(answer.status());
        if (answer.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, AGAIN_SECONDS);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    // ---- life ----

    public void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new TakenException("HTTP can't be answered on " + address() + ": " + Reason.of(e), e);
        }
        tick();
    }

    private void tick() {
        watch.giveUpTheSlow();
        Optional.ofNullable(changes).map(Changes::stream).ifPresent(ChangeStream::tick);
        if (server.isRunning()) {
            var ignored = connector.getScheduler().schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** host:port. */
    public String address() {
        return host + ":" + connector.getLocalPort();
    }

    @Override
    public void close() {
        Optional.ofNullable(changes).map(Changes::stream).ifPresent(ChangeStream::close);
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("HTTP could not be stopped in good order: {}", Reason.of(e));
        }
        connector.close();
    }
}
