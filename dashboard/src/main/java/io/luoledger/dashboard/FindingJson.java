package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.finding.Finding;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.IOException;

/**
 * Findings as JSON, each with the command that shows the same.
 *
 * @param command before "--host H"
 */
record FindingJson(String command) implements JsonOutput.Item<Finding> {
    @Override
    public void write(JsonGenerator out, Finding finding) throws IOException {
        ViewJson.finding(
                out, finding, fields -> fields.writeStringField("command", command + " --host " + finding.host()));
    }
}
