package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.view.JsonOutput;
import io.luoledger.web.Answer;
import io.luoledger.web.Question;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next where the next one begins, null when this is the last one
 * @param total how many there are on all pages
 */
record PageJson<T>(List<T> items, @Nullable String next, long total) {
    /** Of what stays in its place, told by where it begins. */
    static <T> PageJson<T> of(List<T> all, Question question) {
        int from = (int) Math.min(question.afterNumber(0), all.size());
        int to = Math.min(all.size(), from + question.limit());
        return new PageJson<>(all.subList(from, to), to < all.size() ? String.valueOf(to) : null, all.size());
    }

    Answer answer(JsonOutput.Item<T> item) {
        return Answer.json(out -> {
            JsonOutput.array(out, "items", items, item);
            end(out);
        });
    }

    /** For who writes the items under a name of their own. */
    void end(JsonGenerator out) throws IOException {
        if (next != null) {
            out.writeStringField("next", next);
        }
        out.writeNumberField("total", total);
    }
}
