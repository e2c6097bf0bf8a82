package io.luoledger.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server in plain HTTP, so that a test may ask what no client would. */
public final class Http {
    private Http() {}

    public static int port(WebServer server) {
        return Integer.parseInt(server.address().substring(server.address().lastIndexOf(':') + 1));
    }

    /** GET of this path; the whole answer. */
    public static String get(WebServer server, String path) throws IOException {
        return ask(server, "GET " + path + " HTTP/1.1", server.address());
    }

    /** @param headers further ones */
    public static String ask(WebServer server, String request, String name, String... headers) throws IOException {
        try (Socket socket = new Socket(WebServer.LOOPBACK, port(server));
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            out.write((request + "\r\nHost: " + name + "\r\n" + more + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
