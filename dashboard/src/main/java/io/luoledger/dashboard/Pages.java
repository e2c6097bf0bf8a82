package io.luoledger.dashboard;

import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import io.luoledger.web.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The pages, as they lie in the jar: what a path names there, and the first page for every path that begins with a word,
 * which the page itself takes apart (names of kernels and hosts hold dots). No path leads anywhere else: a file's name is
 * letters, digits, dashes and single dots.
 */
final class Pages {
    private static final String ROOT = "/web/";
    private static final String FIRST = "index.html";
    private static final Pattern FILE =
            Pattern.compile("/web/((?:[0-9A-Za-z_-]+/)*[0-9A-Za-z_-]+(?:\\.[0-9A-Za-z_-]+)+)");
    private static final Pattern PAGE = Pattern.compile("/|/(?!(?:api|web|webjars)(?:/|$))[a-z]+(?:/.*)?");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "json", "application/json; charset=utf-8",
            "webmanifest", "application/manifest+json");

    private final Map<String, Optional<Answer>> read = new ConcurrentHashMap<>();

    Answer answer(Question question) {
        String path = question.path();
        var file = FILE.matcher(path);
        if (file.matches()) {
            return file(file.group(1)).orElseThrow(() -> nothing(path));
        }
        if (!PAGE.matcher(path).matches()) {
            throw nothing(path);
        }
        return file(FIRST).orElseThrow(() -> nothing(path));
    }

    private static Problem nothing(String path) {
        return Problem.notFound(
                path.startsWith("/api")
                        ? "nothing here; /api/v1/openapi.yaml says what is answered"
                        : "nothing here; the pages begin at /");
    }

    private Optional<Answer> file(String name) {
        return read.computeIfAbsent(name, Pages::load);
    }

    private static Optional<Answer> load(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream in = type == null ? null : Pages.class.getResourceAsStream(ROOT + name)) {
            return in == null || type == null ? Optional.empty() : Optional.of(Answer.ok(type, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
