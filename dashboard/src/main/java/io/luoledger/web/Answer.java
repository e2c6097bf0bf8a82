package io.luoledger.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.view.JsonOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.eclipse.jetty.http.HttpStatus;

/**
 * One whole answer.
 *
 * @param status HTTP's
 * @param etag what tells this content from any other
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes as they are sent: nobody compares answers
public record Answer(int status, String contentType, byte[] body, String etag) {
    public static final String JSON = "application/json; charset=utf-8";
    private static final int OK = 200;
    private static final int ETAG_BYTES = 15;
    private static final JsonFactory FACTORY = new JsonFactory();

    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body, etag(body));
    }

    public static Answer ok(String contentType, byte[] body) {
        return of(OK, contentType, body);
    }

    /** One JSON object. */
    public static Answer json(JsonOutput.Fields fields) {
        return ok(JSON, document(fields));
    }

    static Answer problem(int status, String detail, String path) {
        return of(status, "application/problem+json", document(out -> {
            out.writeStringField("type", "about:blank");
            out.writeStringField("title", HttpStatus.getMessage(status));
            out.writeNumberField("status", status);
            out.writeStringField("detail", detail);
            out.writeStringField("instance", path);
        }));
    }

    private static byte[] document(JsonOutput.Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String etag(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return "\"" + Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(hash, ETAG_BYTES)) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As text, for who asked another instance. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
