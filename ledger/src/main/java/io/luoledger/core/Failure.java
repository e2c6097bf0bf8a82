package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Errors that are no failure, because something settled them later. */
public final class Failure {
    private record Missed(String host, String subject, long event) {}

    private Failure() {}

    /** Those that a later one takes back: a missed function that turned up and was retrieved. */
    public static List<Finding> settled(List<Finding> findings) {
        Set<Missed> returned = new HashSet<>();
        findings.stream()
                .filter(finding -> finding.kind().equals(FindingCatalogue.DEVICE_RETURNED))
                .forEach(finding -> finding.evidence()
                        .forEach(event -> returned.add(new Missed(finding.host(), finding.subject(), event))));
        return findings.stream()
                .filter(finding -> finding.kind().equals(FindingCatalogue.DEVICE_MISSING))
                .filter(finding -> returned.contains(new Missed(
                        finding.host(), finding.subject(), finding.evidence().getLast())))
                .toList();
    }
}
