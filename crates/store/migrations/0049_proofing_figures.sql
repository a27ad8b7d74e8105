-- How proving goes, in numbers without people: counted with each move of a case, kept when the case is gone.

ALTER TABLE proofing ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE proofing ADD COLUMN device TEXT NOT NULL DEFAULT '';

CREATE TABLE proofing_figure (
    month TEXT NOT NULL,
    route TEXT NOT NULL,
    language TEXT NOT NULL,
    device TEXT NOT NULL,
    came_from TEXT NOT NULL,
    went_to TEXT NOT NULL,
    waited TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (month, route, language, device, came_from, went_to, waited)
);
