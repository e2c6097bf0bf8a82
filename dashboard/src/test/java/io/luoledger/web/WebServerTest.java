package io.luoledger.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.wire.ClusterException;
import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnreadableInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, asked in plain HTTP. */
class WebServerTest {
    private static final AtomicLong SEQUENCE = new AtomicLong(7);
    private static WebServer server;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() {
        server = WebServer.bind(WebServer.LOOPBACK, 0, null);
        server.serve(List.of(
                new Route("/told", question -> text("told")),
                new Route("/hosts/{host}", question -> text("host " + question.part("host"))),
                new Route("/number", question -> text("" + question.numberOf("n") + question.limit())),
                new Route("/away", question -> {
                    throw new ClusterException("the cluster is away");
                }),
                new Route("/broken", question -> {
                    throw new IllegalStateException("secret");
                })));
        server.stream("/stream", SEQUENCE::get);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer text(String text) {
        return Answer.ok("text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldGiveItsPortBackAlsoWhenItNeverBeganToAnswer() {
        // Given
        WebServer unused = WebServer.bind(WebServer.LOOPBACK, 0, null);
        int port = Http.port(unused);

        // When
        unused.close();

        // Then: it would throw
        WebServer.bind(WebServer.LOOPBACK, port, null).close();
    }

    @Test
    void shouldSayWhichPortCanNotBeHad() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(WebServer.LOOPBACK))) {
            // When / Then
            assertThatThrownBy(() -> WebServer.bind(WebServer.LOOPBACK, taken.getLocalPort(), null))
                    .isInstanceOf(TakenException.class)
                    .hasMessage("port " + taken.getLocalPort() + " of 127.0.0.1 can't be used for HTTP: Address already"
                            + " in use; expected a free one of this machine");
        }
    }

    @Test
    void shouldKeepABrowserFromEverythingElse() throws IOException {
        // When
        String answer = Http.get(server, "/told");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\ntold");
        assertThat(answer.lines())
                .contains(
                        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
                                + " data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                                + " frame-ancestors 'none'",
                        "X-Content-Type-Options: nosniff",
                        "X-Frame-Options: DENY",
                        "Referrer-Policy: no-referrer",
                        "Cross-Origin-Resource-Policy: same-origin")
                .noneMatch(line -> line.startsWith("Server:"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /told HTTP/1.1|405|Method Not Allowed|/told|only GET and HEAD are answered",
                "DELETE /hosts/a HTTP/1.1|405|Method Not Allowed|/hosts/a|only GET and HEAD are answered",
                "GET /elsewhere HTTP/1.1|404|Not Found|/elsewhere|nothing here",
                "GET /toldx HTTP/1.1|404|Not Found|/toldx|nothing here",
                "GET /told/more HTTP/1.1|404|Not Found|/told/more|nothing here",
                "GET /number?n=-1 HTTP/1.1|400|Bad Request|/number|n: expected a number of at most 18 digits, not \\\"-1\\\"",
                "GET /number?limit=100000 HTTP/1.1|400|Bad Request|/number|limit: expected 1 to 1000, not 100000",
                "GET /number?limit=0 HTTP/1.1|400|Bad Request|/number|limit: expected 1 to 1000, not 0",
                "GET /number?n=%zz HTTP/1.1|400|Bad Request|/number|the request isn't URL-encoded",
                "GET /away HTTP/1.1|503|Service Unavailable|/away|the cluster is away",
                "GET /broken HTTP/1.1|500|Server Error|/broken|this is a defect of luo-ledger; its log says more"
            })
    void shouldSayWhyThereIsNoAnswer(String request, int status, String title, String path, String detail)
            throws IOException {
        // When
        String answer = Http.ask(server, request, server.address());

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("Content-Type: application/problem+json")
                .endsWith("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status
                        + ",\"detail\":\"" + detail + "\",\"instance\":\"" + path + "\"}\n");
    }

    @ParameterizedTest
    @CsvSource({"a%2Fb,a/b", "a%20b,a b", "a+b,a+b", "%C3%A4,ä", "a%252Fb,a%2Fb", "a;b,a;b"})
    void shouldTakeAnyNameAsAPartOfAPath(String asked, String host) throws IOException {
        // When
        String answer = Http.get(server, "/hosts/" + asked);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("host " + host);
    }

    @Test
    void shouldNotAnswerAgainWhatDidNotChange() throws IOException {
        // Given
        String etag = Http.get(server, "/told")
                .lines()
                .filter(line -> line.startsWith("ETag: "))
                .findFirst()
                .orElseThrow()
                .substring("ETag: ".length());

        // When
        String answer = Http.ask(server, "GET /told HTTP/1.1", server.address(), "If-None-Match: " + etag);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 304 ").endsWith("\r\n\r\n").contains("ETag: " + etag);
    }

    @Test
    void shouldSayWhenToAskAgainWhatCanNotBeToldNow() throws IOException {
        // When
        String away = Http.get(server, "/away");
        String missing = Http.get(server, "/elsewhere");

        // Then
        assertThat(away).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
        assertThat(missing).doesNotContain("Retry-After");
    }

    @Test
    void shouldAnswerWhatIsAddedWhileItRuns() throws IOException {
        // Given
        try (WebServer early = WebServer.bind(WebServer.LOOPBACK, 0, null)) {
            early.otherwise(question -> {
                throw Problem.unavailable("not yet");
            });
            early.start();
            String before = Http.get(early, "/told");

            // When
            early.serve(List.of(new Route("/told", question -> text("told"))));

            // Then
            assertThat(before).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
            assertThat(Http.get(early, "/told")).endsWith("told");
        }
    }

    @Test
    void shouldAnswerAHeadWithoutTheContent() throws IOException {
        // When
        String answer = Http.ask(server, "HEAD /told HTTP/1.1", server.address());

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: 4")
                .endsWith("\r\n\r\n");
    }

    @Test
    void shouldAnswerWhileOthersNeverEndTheirRequests() throws IOException {
        // Given
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(WebServer.LOOPBACK, Http.port(server));
                halfOpen.add(socket);
                socket.getOutputStream().write("GET /told HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }

            // When
            String answer = Http.get(server, "/told");

            // Then
            assertThat(answer).startsWith("HTTP/1.1 200 OK");
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    @Test
    void shouldGiveUpAClientThatNeverEndsItsRequest() throws IOException {
        // Given
        try (Socket socket = new Socket(WebServer.LOOPBACK, Http.port(server))) {
            socket.getOutputStream().write("GET /told HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            // When: it waits for the server to end it
            int octet = socket.getInputStream().read();

            // Then
            assertThat(octet).isEqualTo(-1);
        }
    }

    @Test
    void shouldRefuseARequestForAnotherName() throws IOException {
        // When
        String answer = Http.ask(server, "GET /told HTTP/1.1", "elsewhere.example");

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 403 ")
                .contains("\"detail\":\"this is " + server.address() + ", asked for another name\"");
    }

    @Test
    void shouldAnswerAsThisMachineWhereATokenIsAskedFor(@TempDir Path temp) throws IOException {
        // Given: a port that was forwarded to it
        AccessToken token = AccessToken.read(Files.writeString(temp.resolve("token"), "a-token-for-tests-only"));
        try (WebServer guarded = WebServer.bind(WebServer.LOOPBACK, 0, token)) {
            guarded.start();

            // When / Then
            for (String name : List.of("127.0.0.1:9401", "localhost:9401", "[::1]:9401", "localhost")) {
                assertThat(Http.ask(guarded, "GET /told HTTP/1.1", name))
                        .as(name)
                        .startsWith("HTTP/1.1 401 ");
                assertThat(Http.ask(server, "GET /told HTTP/1.1", name))
                        .as(name)
                        .startsWith("HTTP/1.1 403 ");
            }
            for (String name : List.of("elsewhere.example", "localhost.example:9401", "127.0.0.1.example")) {
                assertThat(Http.ask(guarded, "GET /told HTTP/1.1", name))
                        .as(name)
                        .startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void shouldRefuseALongRequest() throws IOException {
        // When
        String answer = Http.get(server, "/told?" + "x".repeat(2_000));

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 414 ")
                .contains("\"detail\":\"the request is longer than 2000 characters\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/hosts/..%2f..%2fetc", "//told", "/told/..;/x"
            })
    void shouldTakeNoPathForAFiles(String path) throws IOException {
        // When
        String answer = Http.get(server, path);

        // Then
        assertThat(answer).doesNotContain("root:");
        assertThat(answer.substring(9, 12)).isIn("200", "400", "404");
    }

    @Test
    void shouldTellAStreamOfEveryChangeAndOfNothingElse() throws IOException {
        // Given
        try (Socket socket = new Socket(WebServer.LOOPBACK, Http.port(server));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream()
                    .write(("GET /stream HTTP/1.1\r\nHost: " + server.address() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            List<String> before = untilData(in);

            // When
            SEQUENCE.set(9);
            List<String> after = untilData(in);

            // Then
            assertThat(before).contains("event: changed", "data: {\"sequence\":7}");
            assertThat(after)
                    .contains("event: changed", "data: {\"sequence\":9}")
                    .doesNotContain("data: {\"sequence\":7}");
        } finally {
            SEQUENCE.set(7);
        }
    }

    private static List<String> untilData(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add(line);
            if (line.startsWith("data:")) {
                return lines;
            }
        }
        return lines;
    }

    @Test
    void shouldRefuseOneListenerTooMany() throws IOException {
        // Given
        List<Socket> listeners = new ArrayList<>();
        try (WebServer full = WebServer.bind(WebServer.LOOPBACK, 0, null)) {
            full.stream("/stream", SEQUENCE::get);
            full.start();
            for (int i = 0; i < 64; i++) {
                Socket socket = new Socket(WebServer.LOOPBACK, Http.port(full));
                listeners.add(socket);
                socket.getOutputStream()
                        .write(("GET /stream HTTP/1.1\r\nHost: " + full.address() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                // its beginning is there, so it is one of them
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }

            // When
            String answer = Http.get(full, "/stream");

            // Then
            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("too many listen already");
        } finally {
            for (Socket socket : listeners) {
                socket.close();
            }
        }
    }

    @Test
    void shouldAnswerWhileOthersAreWaitedFor() throws Exception {
        // Given: as many questions that wait as are let in at once elsewhere, twice over
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(64);
        try (WebServer busy = WebServer.bind(WebServer.LOOPBACK, 0, null)) {
            busy.serve(List.of(new Route("/told", question -> text("told")), new Route("/wait", question -> {
                waiting.countDown();
                await(done);
                return text("waited");
            })));
            busy.start();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Thread client = new Thread(() -> {
                    try {
                        Http.get(busy, "/wait");
                    } catch (IOException e) {
                        // the server is closed
                    }
                });
                client.start();
                clients.add(client);
            }
            waiting.await();

            // When
            String answer = Http.get(busy, "/told");

            // Then
            assertThat(answer).endsWith("told");
            done.countDown();
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the token ----

    @Test
    void shouldTakeNoAddressThatOthersReachWithoutAToken() {
        // When / Then
        assertThatThrownBy(() -> WebServer.bind("0.0.0.0", 0, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAnswerOnlyToWhoKnowsTheToken() throws IOException {
        // Given
        AccessToken token = AccessToken.read(Files.writeString(temp.resolve("token"), "0123456789abcdef\n"));
        try (WebServer guarded = WebServer.bind(WebServer.LOOPBACK, 0, token)) {
            guarded.serve(List.of(
                    new Route("/told", question -> text("told")),
                    new Route(WebServer.HEALTH, question -> text("well"))));
            guarded.start();
            String request = "GET /told HTTP/1.1";

            // When
            String without = Http.get(guarded, "/told");
            String wrong = Http.ask(guarded, request, guarded.address(), "Authorization: Bearer 0123456789abcdeX");
            String program = Http.ask(guarded, request, guarded.address(), "Authorization: " + token.header());
            String browser = Http.ask(
                    guarded,
                    request,
                    guarded.address(),
                    "Authorization: Basic "
                            + Base64.getEncoder()
                                    .encodeToString("me:0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
            String health = Http.get(guarded, WebServer.HEALTH);

            // Then
            assertThat(without)
                    .startsWith("HTTP/1.1 401 ")
                    .contains("WWW-Authenticate: Basic realm=\"luo-ledger\"", "WWW-Authenticate: Bearer")
                    .contains(
                            "\"detail\":\"expected the token of --http-token-file: as Bearer, or as the password of any user\"");
            assertThat(wrong).startsWith("HTTP/1.1 401 ").doesNotContain("0123456789", "abcde");
            assertThat(program).endsWith("told");
            assertThat(browser).endsWith("told");
            assertThat(health).endsWith("well");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with a blank in the middle", "line one of it is long\nline two"})
    void shouldRefuseWhatIsNoToken(String content) throws IOException {
        // Given
        Path file = Files.writeString(temp.resolve("token"), content);

        // When / Then
        assertThatThrownBy(() -> AccessToken.read(file))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        file + ": no token, expected one line of 16 to 1024 letters, digits and signs, for example of:"
                                + " openssl rand -hex 32");
    }
}
