"""The client: reads until a read ends with f."""
import socket
import sys

PORTA = int(sys.argv[1]) if len(sys.argv) > 1 else 3333


def receber():
    while True:
        dados = cliente.recv(1024).decode()
        if not dados:
            print("Desconectado do servidor.")
            sys.exit()
        if dados == "f":
            return
        print(dados)


cliente = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
cliente.connect(("127.0.0.1", PORTA))
cliente.send(input("Nome: ").encode())
receber()
while True:
    para = input("Para: ")
    texto = input("Mensagem: ")
    cliente.send(f"@{para} {texto}".encode())
    receber()
