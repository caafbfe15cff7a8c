"""Reading /metrics."""


def scrape(client):
    return client.call("metrics").must(200).body.decode()


def total(text, name, **labels):
    """Sum over the samples of a metric that carry these labels."""
    found = 0.0
    for line in text.splitlines():
        if line.startswith((name + "{", name + " ")) and all(
                f'{label}="{value}"' in line for label, value in labels.items()):
            found += float(line.rsplit(" ", 1)[1])
    return found


def grown(before, after, name, **labels):
    """By how much that sum grew between two scrapes."""
    return total(after, name, **labels) - total(before, name, **labels)
