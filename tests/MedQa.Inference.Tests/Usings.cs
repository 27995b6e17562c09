extern alias client;

global using Wire = client::MedQa.V1;
